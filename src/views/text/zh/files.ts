// Files, in simplified Chinese.

const ASK = '或者问问服务台该怎么交付';

export const files = {
  files: {
    title: (ref: string) => `${ref} 的文件`,
    none: '这里还没有文件。随相关消息发来的文件会显示在这里。',
    from: (name: string) => `来自${name}`,
    until: (time: string, command: string) => `链接有效期至 ${time}；之后说“${command}”可以得到新的链接。`,
    elsewhere: '文件留在另一个聊天平台：Muster 在这里没有可访问的公开地址。管理员可以设置 PUBLIC_URL。',
    linked: '文件没有复制过来：有权限的人可以在原处打开。',
    notTaken: '未接收',
    left: (names: string) => `没有带上文件：${names}。要转交文件，请随“add”“note”或“tell”发送。`,
    lost: (name: string) => `无法从聊天平台取得 ${name}，请再发一次。`,
    expired: (ref: string) => `这个链接已过期。对 Muster 说“files ${ref}”可以得到新的链接。`,
    refusal: {
      large: (name: string, most: string) => `未接收 ${name}：它超过了 ${most} MB。请发送其中较小的一部分，${ASK}。`,
      empty: (name: string) => `未接收 ${name}：文件是空的，请再发一次。`,
      kind: (name: string, kind: string) =>
        `未接收 ${name}：不接收“${kind}”类型的文件，因为打开时可能会运行。请改发能说明问题的图片或文档，${ASK}。`,
      lie: (name: string, kind: string) =>
        `未接收 ${name}：${kind ? `其内容是“${kind}”类型` : '其内容是别的类型'}，与文件名不符。请按真实类型另存后再发，${ASK}。`,
      archive: (name: string, inside: string) =>
        `未接收 ${name}：${inside ? `其中的“${inside}”属于不接收的类型` : '无法查看其中的内容'}。请直接发送文档本身，${ASK}。`,
    },
  },
};
