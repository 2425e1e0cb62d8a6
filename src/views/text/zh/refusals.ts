// Refusals in Chinese.
import type { RefusalFacts, Texts } from '../en.ts';
import { runningRefusals } from './running.ts';

export const refusals: Pick<Texts, 'refusal'> = {
  refusal: {
    ...runningRefusals,
    'pressed-already': (f: RefusalFacts) => `${f.ref} 已在${f.ago}升级，还没有人答复。`,
    'not-pressed': (f: RefusalFacts) =>
      f.name ? `${f.name} 已在${f.ago}接手 ${f.ref} 的升级。` : `${f.ref} 没有待答复的升级。`,
    'there-already': (f: RefusalFacts) => `${f.ref} 已经在${f.group}。`,
    'no-such-group': (f: RefusalFacts) =>
      `没有叫“${f.said}”的支持组。请用 to 加其中之一：${f.names}；或用 up 找事件经理。`,
    'no-such-reason': (f: RefusalFacts) => `“${f.said}”不是挂起原因。请用其中之一：${f.names}。`,
    'no-such-priority': (f: RefusalFacts) => `“${f.said}”不是优先级。请用 P1、P2、P3 或 P4，并说明原因。`,
    'same-priority': (f: RefusalFacts) => `${f.ref} 已经是 P${f.priority}。`,
    'tie-confidential': (f: RefusalFacts) =>
      `${f.ref} 和 ${f.other} 一个是保密工单，另一个不是：关联会泄露它的存在。请先把两个都设为保密，或在保密工单里写备注。`,
    'not-to-override': (f: RefusalFacts) =>
      `只有事件经理和${f.names}的成员可以更改 ${f.ref} 的优先级。请改用分类：优先级由影响与紧急程度得出。`,
    'no-such-value': (f: RefusalFacts) => `“${f.said}”不是有效的 ${f.name}。请用其中之一：${f.names}。`,
    'no-such-stars': (f: RefusalFacts) => `“${f.said}”不是评分。请用 1 到 5，可以加一句话。`,
    'has-already': (f: RefusalFacts) => `${f.ref} 已经由${f.name}处理。`,
    'nobody-named': (f: RefusalFacts) => `我不认识叫“${f.said}”的支持人员。请用姓名或邮箱；对方要先和我说过话。`,
    'several-named': (f: RefusalFacts) => `“${f.said}”可能是 ${f.names}。请用全名或邮箱。`,
    'not-now': (f) => `${f.ref} 的状态是“${f.stateName}”，现在不能${f.actionName}。${f.hint ?? ''}`,
    'already-claimed': (f) => `${f.ref} 已由 ${f.name} 认领（${f.ago}）。`,
    'already-yours': (f) => `${f.ref} 已经由您认领。`,
    'owns-already': (f) => `您已经是 ${f.ref} 的负责人。`,
    'not-worker': (f) => `只有${f.group}的支持人员可以对 ${f.ref} 执行“${f.verb}”。`,
    'not-agent': (f) => `“${f.verb}”仅供服务台的支持人员使用。您可以报告问题、查看状态，以及补充自己的工单。`,
    'not-manager': (f: RefusalFacts) => `“${f.verb}”仅限事件经理。说“escalate … up”可请一位介入。`,
    'major-already': (f: RefusalFacts) =>
      `${f.ref} 已经是重大事件：${f.name ?? '策略'}在${f.ago}宣布。${f.rooms ? `作战室：${f.rooms}。` : '作战室正在建立。'}`,
    'major-over': (f: RefusalFacts) => `${f.ref} 已结束：如果还在继续，请先重开。`,
    'not-an-incident': (f: RefusalFacts) => `${f.ref} 是服务请求。请先转换为事件。`,
    'not-to-declare': (f: RefusalFacts) =>
      `只有事件经理可以宣布重大事件。说“major propose ${f.ref} because …”，他们会立即收到。`,
    'proposed-already': (f: RefusalFacts) => `${f.ref} 已经提议过：已询问事件经理。`,
    'not-proposed': (f: RefusalFacts) =>
      f.name ? `${f.ref} 的提议已有答复：${f.name}在${f.ago}处理。` : `没有人提议将 ${f.ref} 定为重大事件。`,
    'rooms-open': (f: RefusalFacts) =>
      `${f.ref} 是重大事件，作战室里的人已经读到的内容无法收回。请把私密部分另行报为保密工单，再将两者关联。`,
    'not-major': (f: RefusalFacts) => `${f.ref} 不是重大事件。说“major ${f.ref}”可以将其定为重大事件。`,
    'no-review': (f: RefusalFacts) => `${f.ref} 解决后才开始复盘。`,
    'review-unwritten': (f: RefusalFacts) =>
      `${f.ref} 的复盘还没有人填写。说“review cause ${f.ref} …”，或用“review ${f.ref}”查看全部。`,
    'review-confidential': (f: RefusalFacts) =>
      `${f.ref} 是保密的：复盘不会发布到任何地方。有权查看的人可用“review ${f.ref}”查看，在它自己的作战室里也可以。`,
    'review-nowhere': (f: RefusalFacts) =>
      `策略没有指定发布 ${f.ref} 复盘的频道（major: review: publish）。用“review export ${f.ref}”可导出为文件。`,
    'not-requester': (f) => `只有 ${f.name} 可以对 ${f.ref} 执行“${f.verb}”。您可以用“note”或“tell”。`,
    'not-found': (f) => `没有您可以查看的 ${f.ref}。请用“status”查看，或核对单号。`,
    'nobody-known': (f) => `我不认识叫“${f.said}”的成员。请用全名或邮箱；对方要先和我说过话。`,
    'for-agents': () => '只有服务台的支持人员可以替别人报告。请以您自己的名义报告并写明是谁，或请支持人员代为报告。',
    guest: () => '访客不能在这里使用服务台。请让组织内的成员替您报告。',
    'unknown-person': () => '聊天平台没有及时告诉我您是谁，我不能答复身份不明的人。未保存任何内容，请重试。',
    stranger: () => '此聊天尚未连接到服务台。请联系管理员进行连接。',
    'unknown-verb': (f) =>
      f.near
        ? `“${f.said}”？您是指“${f.near}”吗？请试试“${f.command} help”。`
        : `我不认识“${f.said}”。请试试“${f.command} help”。`,
    'needs-ref': (f) => `哪个工单？请说“${f.verb} INC-12 …”。您没有可供选择的未结工单。`,
    'say-again': (f: RefusalFacts) => `是哪个工单？请用“${f.verb} INC-12 …”再说一遍。没有保存，你的原文：“${f.text}”`,
    'too-many': (f: RefusalFacts) => `一次 ${f.count} 个工单太多，最多 ${f.most} 个。没有任何更改。`,
    'closed-already': (f: RefusalFacts) => `${f.ref} 已经关闭。谢谢。`,
    'needs-text': (f) => `请说明内容，例如“${f.example}”。`,
    'too-long': (f) => `内容有 ${f.length} 个字符，最多 ${f.most} 个。未保存任何内容；请缩短，或作为文件附在话题中。`,
    'unexpected-words': (f) => `“${f.verb}”后面不能跟“${f.rest}”。请这样说：“${f.example}”。`,
    'time-past': (f) =>
      `“${f.said}”已经过去（${f.when}）。请给一个将来的时间，例如“明天上午9点”“两周后”“3月20日前3个工作日”。`,
    'time-unread': (f) =>
      `我无法把“${f.said}”理解为时间。请试试“明天上午9点”“下周一”“两周后”“2026-12-20 14:00”或“3月20日前3个工作日”。`,
    'time-far': (f) => `“${f.said}”在五年以后。请给一个更近的时间。`,
    'time-ambiguous': (f) => `“${f.said}”在 ${f.zone} 不存在或出现两次（当时时钟会调整）。请换一个时间。`,
    'reopen-over': (f) =>
      `${f.ref} 已于 ${f.when} 关闭，可重开的期限是 ${f.days} 天，现已过期。请重新报告，并注明 ${f.ref}。`,
    'kept-gone': () => '那段内容已经转给服务台。请用“status”查看。',
    'bad-request': () => '该按钮或表单来自旧版本。请改为输入命令。',
    'mention-them': (f) =>
      `请输入“@”后从聊天列表中选择对方，以便确定是谁；只有支持人员可以在表单中填写或直接输入姓名。未保存任何内容。如果只想补充这些文字，请用“${f.command} add”，且不要以“@”开头。`,
    'only-copied': (f) => `只有 ${f.name} 可以对 ${f.ref} 执行“${f.verb}”：该工单只是抄送给您。您可以补充信息。`,
    'copy-guest': (f) => `“${f.said}”是访客、来自其他组织，或我还不认识：只能抄送或询问组织内的成员。`,
    'hears-already': (f) => `${f.name} 已经会收到 ${f.ref} 的全部消息。`,
    'not-copied': (f) => `${f.ref} 没有抄送给 ${f.name}。`,
    'too-many-copied': (f) => `${f.ref} 将抄送给 ${f.count} 人，最多 ${f.most} 人。没有任何更改。`,
    'subscribed-already': (f) => `您已订阅 ${f.ref}。用“unsubscribe ${f.ref}”取消。`,
    'not-subscribed': (f) => `您没有订阅 ${f.ref}。用“subscribe ${f.ref}”订阅。`,
    'ask-whom': (f) => `询问谁？请说“ask INC-12”，再加 @ 和支持人员的姓名，或这些支持组之一：${f.names}；然后写问题。`,
    'ask-confidential': (f) => `${f.ref} 是保密工单，整个支持组的频道都会看到这个问题。请指名询问其中一位。`,
    'asks-self': (f) => `这是就 ${f.ref} 询问您自己。请改用备注。`,
    'asked-no-agent': (f) => `${f.name} 不是支持人员，只能询问支持人员。可以把工单抄送给对方，或给请求人留言。`,
    'not-asked': (f) => `${f.ref} 的未答问题不是向您提出的。您可以添加备注。`,
    'question-over': (f) =>
      f.name
        ? `${f.ref} 的这个问题已经结束：${f.name} 已处理（${f.ago}）。您可以添加备注。`
        : `${f.ref} 没有等待回答的问题。您可以添加备注。`,
    'which-question': (f) =>
      f.text
        ? `${f.ref} 有多个未答问题。请选择一个，再说一遍。没有保存，您的原文：“${f.text}”`
        : `${f.ref} 有多个未答问题，是哪一个？`,
    unsaved: (f) =>
      `我们这边出了问题（编号 ${f.reference}）。未保存任何内容${f.text ? `，您的内容：“${f.text}”` : ''}。请重试；如果仍然失败，请把该编号告诉管理员。`,
    unsure: (f) =>
      `我们这边出了问题（编号 ${f.reference}），无法确定是否已保存${f.text ? `；您的内容：“${f.text}”` : ''}。重试之前，请先用“status”查看。`,
    'not-administrator': (f) => `“${f.verb}”仅供策略中指定的服务台管理员使用。请联系他们。`,
    'no-such-audit': (f) => `“${f.said}”不是我认识的人，也不是日期。请说姓名，或像 2026-11-23 这样的日期。`,
    left: () => '此账号已标记为离开，不再答复。如有误，请一分钟后重试。',
    'direct-only': (f) => `请在与我的私聊中说“${f.example}”：不应让别人看到。`,
    'too-many-tries': () => '已有五个验证码不对。请等十分钟，再用“account join”获取新的。',
    'join-unproven': (f) => `${f.names}只是按邮箱关联的。请先在那里和其本人的另一个聊天中用验证码关联。`,
    'joined-already': () => '这两个账号都已经是您的。用“account”可以查看全部。',
    'not-joined': () => '这里没有用验证码关联的账号。请在用验证码加入的那个聊天中说“account leave”。',
    'no-such-zone': (f) => `“${f.said}”不是时区。请用 Europe/Paris 这样的名称，或 auto。`,
    itself: (f: RefusalFacts) => `${f.ref} 就是该工单本身。请说另一个单号。`,
    'no-such-target': (f: RefusalFacts) =>
      `无法关联到“${f.said}”。请说工单（INC-9）、问题（PRB-4）、变更（CHG-12）、策略中的配置项，或 https 网址。`,
    'linked-already': (f: RefusalFacts) => `${f.ref} 与 ${f.other} 已经有这样的关联。`,
    'not-linked': (f: RefusalFacts) => `${f.ref} 与 ${f.other} 没有关联。${f.names ? `已关联：${f.names}。` : ''}`,
    'tied-as-duplicate': (f: RefusalFacts) => `${f.ref} 与 ${f.other} 重复。要解除，请说“reopen ${f.ref}”。`,
    'child-already': (f: RefusalFacts) =>
      `${f.ref} 已经是 ${f.other} 的子单。一个工单只有一个父单，父单没有父单：请先解除，或关联为相关。`,
    'parent-already': (f: RefusalFacts) =>
      `${f.ref} 本身是 ${f.other} 的父单。父单没有父单：请关联为相关，或先解除其子单。`,
    'no-such-original': (f: RefusalFacts) => `“${f.said}”不是单号。请这样说：“duplicate INC-12 of INC-9”。`,
    'other-way-round': (f: RefusalFacts) =>
      `${f.other} 已经与 ${f.ref} 重复。如果应该反过来，请先说“reopen ${f.other}”。`,
    'no-original': (f: RefusalFacts) => `${f.other} 本身是重复的。请说“duplicate ${f.ref} of ${f.original}”。`,
    'other-kind': (f: RefusalFacts) =>
      `${f.ref} 和 ${f.other} 一个是事件、一个是服务请求。请先转换其一，或把两者关联。`,
    'original-closed': (f: RefusalFacts) =>
      `${f.other} 已经关闭，不会再有消息。请说“reopen ${f.other}”，或把两者关联。`,
    'kind-already': (f: RefusalFacts) => `${f.ref} 已经是${f.kind}。`,
    unconfirmed: () => '尚未确认：用时比平常更长。结果稍后会显示在这里。',
    confirmed: () => '已完成，用时比平常更长。',
    'no-such-view': (f) =>
      `没有叫“${f.said}”的队列。请用 mine、unclaimed、waiting、held、resolved 之一，或支持组，或两者一起：${f.names}。`,
    'nothing-listed': () => '没有可选的工单。请用“queue”查看。',
    'none-to-take': (f) => `您的支持组的工单都已有人认领。要处理其他工单，请说“${f.verb} INC-12”。`,
    'may-not-see': (f) => `${f.ref} 已保密，${f.name} 不能查看。请指派给${f.group}的成员或事件经理。`,
    'confidential-only': (f) => `${f.group}只处理保密工单。请说“confidential ${f.ref} to ${f.names}”。`,
    'confidential-stays': (f) =>
      `${f.ref} 已保密，${f.group}不能查看。请在不提及工单的情况下询问他们；如果其中没有隐私，请说“confidential ${f.ref} off to ${f.names} because …”。`,
    'confidential-already': (f) =>
      `${f.ref} 已经保密，由${f.group}处理。用“escalate”可转给另一个保密组，用“off”并说明原因可解除保密。`,
    'confidential-over': (f) => `${f.ref} 的状态是“${f.stateName}”，仍然保密。如需让他人看到，请先重开。`,
    'not-confidential': (f) => `${f.ref} 没有保密，无需解除。`,
    'not-keeper': (f) => `只有${f.group}和事件经理可以解除 ${f.ref} 的保密。请补充原因，由他们决定。`,
    'no-confidential': () => '这里没有处理保密工单的支持组：策略未指定。请当面告知事件经理。',
    'left-thread': () =>
      '此话题的工单已不在这里，未保存任何内容。如果您可以查看该工单，请注明单号，例如“note INC-12 …”。',
  },
};
