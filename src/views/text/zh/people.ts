// People and the management of the desk in Chinese.
import type { Texts } from '../en.ts';

export const people: Pick<Texts, 'account' | 'parted' | 'setup' | 'audit'> = {
  account: {
    title: (name) => `您是 ${name}`,
    here: '您在这里',
    how: { own: '', mail: '按邮箱关联：只有该账号自己的角色', code: '用验证码关联' },
    noMail: '没有已知的邮箱',
    language: '语言',
    zone: '时区',
    chosen: '您自己选的',
    told: '来自您的个人资料',
    ours: '组织的设置',
    roles: '您的身份',
    member: '成员：可以报告、申请并查看自己的工单',
    agent: (group) => `${group}的支持人员`,
    manager: '事件经理',
    administrator: '服务台管理员',
    join: '关联另一个账号',
    undo: '不是我：撤销',
    leave: '撤销关联',
    sayCode: (code, command) =>
      `请在十分钟内，到另一个聊天平台与我的私聊中发送“account join ${code}”。（不理会即自动失效；“${command} account”可查看您的身份。）`,
    keepIt: '不要告诉任何人：谁发送它，谁就会成为您。',
    missed: (left) =>
      left > 0
        ? `这不是有效的验证码。请在另一个聊天平台用“account join”获取。（还可以试 ${left} 次）`
        : '这不是有效的验证码，而且已经试了五次。请等十分钟。',
    ownCode: '这个验证码就是在这里给您的。请到另一个聊天平台与我的私聊中发送。',
    ask: (one, other) => `${one}和${other}都是您吗？双方的工单、角色及其他一切都将归同一人所有。`,
    yes: '关联',
    joined: (one, other) => `${one}和${other}现在是同一个人。`,
    split: (one, other) => `${one}和${other}又是两个人了。关联之前的内容仍归各自所有。`,
    proven: (one) => `已确认${one}属于您：您的角色在那里同样有效。`,
    unproven: (one) => `${one}重新视为按邮箱关联。`,
    set: (language, zone) => `已设置：${language}，${zone}。用“auto”可恢复为个人资料中的设置。`,
    languages: { en: 'English', zh: '中文' },
  },
  parted: {
    gone: (name) => `${name} 已离开。`,
    role: (name) => `${name} 不再是服务台的支持人员。`,
    rest: { assignee: '任何人都可以认领。', owner: '需要新的负责人：下一个认领的人，或用“own”。' },
    back: '以下工单不再由其负责，需要有人接手：',
    more: (n) => `另有 ${n} 个`,
  },
  setup: {
    title: '已就绪的和缺少的',
    asOf: (ago) => `检查于${ago}。`,
    again: '重新检查',
    good: '一切正常。',
    missing: (n) => `有 ${n} 项需要您处理。`,
    desk: '服务台',
    of: {
      scopes: () => 'Muster 需要的权限均已授予。',
      scope: (id, without) => `缺少权限 ${id}：${without}。请在应用设置中添加，或重新使用清单，然后重新安装应用。`,
      'scopes-unknown': () => '无法得知已授予哪些权限：聊天平台没有说明。',
      place: (id, good, why) =>
        good
          ? `频道 ${id} 可以显示卡片。`
          : `无法访问频道 ${id}（${why}），那里没有卡片。请邀请 Muster 加入，或修正策略中的编号。`,
      login: (good, why) =>
        good
          ? '聊天平台接受 Muster 的凭据。'
          : `聊天平台不接受 Muster 的凭据（${why}）。请检查令牌，或应用的编号、密钥和租户。`,
      address: (good) =>
        good ? '聊天平台已说明如何访问它。' : '聊天平台尚未说明如何访问它。请把应用加入团队，或对它说一次“help”。',
      hears: (good, why) =>
        good
          ? '可以听到工单话题中的普通发言。'
          : `尚未同意读取话题中的普通发言，也无法查找已发的消息（${why}）。请让团队所有者同意，或继续使用 @ 提及。`,
      rooms: (good, why) =>
        good
          ? '可以为重大事件创建作战室。'
          : `无法为重大事件创建作战室（${why}）。请补上缺少的设置或权限，或继续使用事件频道中的话题。`,
      private: (good) => (good ? '频道中的私下回答已开启。' : '频道中的私下回答已关闭：改发到私聊。'),
      circle: (id, why, never) =>
        never
          ? `此聊天平台无法读取 ${id} 的成员。${why}`
          : `无法读取 ${id} 的成员（${why}）；仍以上次读到的为准。请检查策略中的编号和权限。`,
    },
    silent: 'Muster 启动以来没有收到它的任何消息。请对它说句话；如果仍无反应，请检查它把事件发送到哪里。',
    heard: (ago) => `最近一次收到消息：${ago}。`,
    without: {
      commands: '没有斜杠命令和快捷方式',
      'app_mentions:read': '听不到 @ 提及',
      'reactions:read': '工单表情不会报告任何内容',
      'chat:write': '无法向任何人显示内容',
      'im:write': '无法在私聊中通知任何人',
      'im:history': '听不到私聊中的话',
      'channels:history': '听不到公开频道及其话题中的话',
      'groups:history': '听不到私有频道及其话题中的话',
      'groups:read': '不能凭私有频道的成员身份成为支持人员',
      'users:read': '不知道姓名、时区和语言，也分不清访客与成员',
      'users:read.email': '不知道两个聊天平台上的账号属于同一人',
      'files:read': '随消息发来的文件不会复制到另一个聊天平台',
      'files:write': '无法在这里发布来自另一个聊天平台的文件',
      'usergroups:read': '不能凭用户组成为支持人员',
      'channels:manage': '无法建立公开的作战室',
      'channels:read': '建立时中断的作战室无法再找到',
      'groups:write': '无法建立私有的作战室',
      'pins:write': '作战室中不会置顶任何消息',
      'bookmarks:read': '作战室顶部没有链接',
      'bookmarks:write': '作战室顶部没有链接',
    },
    something: '有些功能不可用',
    never: (names) => `策略中有但从未出现：${names}。请让他们对 Muster 说“help”，或修正名称。`,
    placeless: (group, chat) => `${group}在 ${chat} 上没有分诊频道，那里没有它的卡片。请在策略中指定。`,
    open: (channel) => `策略信任频道 ${channel}，但它不是私有的，或与外部共享：不会有人因此成为支持人员。`,
    differs: (version) => `策略文件与正在使用的第 ${version} 版不同，后者继续有效。请撤销改动，或采用新版本。`,
    wall: '数据库角色可以越过组织之间的隔离。请给 Muster 一个非超级用户且没有 BYPASSRLS 的角色。',
    nobodyAdministers: '策略中没有管理员。',
  },
  audit: {
    title: '管理记录',
    empty: '没有这样的记录。',
    line: {
      'accounts-joined': (who, chats, how) => `${who} 的账号已关联（${chats}，按${how}）。`,
      'accounts-split': (who, chats) => `${who} 的账号已拆分（${chats}）。`,
      'account-left': (who, chats) => `${who} 已离开 ${chats}。`,
      'account-back': (who, chats) => `${who} 回到了 ${chats}。`,
      parted: (who, n) => `${who} 不再是支持人员；退回了 ${n} 个工单。`,
      'role-gained': (who, name) => `${who} 加入了 ${name}。`,
      'role-lost': (who, name) => `${who} 退出了 ${name}。`,
      'policy-taken': (version) => `采用了第 ${version} 版策略。`,
      forgotten: (n) => `有人被遗忘，其在 ${n} 个工单中的内容已删除。`,
      retention: (n) => `删除了 ${n} 个旧工单中的内容。`,
      exported: (what) => `导出了工单：${what}。`,
      confidential: (ref) => `${ref} 已设为机密。`,
      'secret-set': (name) => `${name} 已加密保存。`,
      'secret-forgotten': (name) => `${name} 不再保存。`,
      'secrets-rotated': (n) => `已重新加密 ${n} 个密钥。`,
    },
    how: { mail: '邮箱', code: '验证码' },
  },
};
