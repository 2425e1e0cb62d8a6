// 重大事件的宣布，以及报告人所见的中文文字。
import type { Texts } from '../en.ts';

export const declare: Pick<Texts, 'declare'> = {
  declare: {
    title: (ref, title) => `将 ${ref} ${title} 宣布为重大事件？`,
    people: (count, span) => `${span}内有 ${count} 人报告。`,
    alone: (name, when) => `${name} 在${when}报告。`,
    room: (chats, people) =>
      `作战室将在 ${chats.join('、')} 建立${people.length > 0 ? `，召集${people.join('、')}` : ''}。`,
    onCall: (group) => `${group}值班人员`,
    owner: (service) => `${service}的负责人`,
    managers: '只有事件经理可以宣布。您提议后会立即询问他们。',
    asked: '已询问事件经理。提议者会得到答复。',
    state: (state, when) => `${state}，${when}宣布`,
    rooms: '作战室：',
    noRooms: '作战室正在建立。',
    roles: '角色：',
    noRoles: '还没有人担任角色。',
    list: '重大事件',
    none: '目前没有重大事件。用“major declare 单号”宣布，或接受提议后，会出现在这里。',
    proposals: '已提议，等待事件经理答复',
    known: '已知故障',
    noneKnown: '目前没有已知故障。重大事件会连同最新进展出现在这里。',
    since: (when) => `自${when}`,
    update: (when) => `${when}的进展：`,
    noUpdate: '还没有进展通报。',
    outage: '这是已知的重大事件：',
    something: '不是，是别的问题',
    same: '是以下问题吗？',
    sameHint: '选中后无需再写，您会收到每次进展。',
    counted: (ref, mine) =>
      ref === mine ? `${ref} 就是您自己的报告。` : `已通过 ${mine} 将您计入：您会收到 ${ref} 的每次进展。`,
    word: {
      proposed: (name, ref) => `${name} 提议将 ${ref} 定为重大事件`,
      ruled: (ref) => `策略提议将 ${ref} 定为重大事件`,
      rejected: (name, ref) => `${name} 拒绝了提议：${ref} 仍是普通事件`,
      declared: (name, ref) => `🔴 ${name} 宣布 ${ref} 为重大事件`,
      accepted: (name, ref) => `🔴 ${name} 接受 ${ref} 为重大事件`,
      byRule: (ref) => `🔴 策略宣布 ${ref} 为重大事件`,
    },
    button: {
      declare: '宣布',
      only: '仅提议',
      propose: '提议',
      accept: '接受',
      reject: '拒绝…',
      demote: '降级…',
      open: '宣布重大事件…',
      major: '重大事件…',
      answer: '答复…',
    },
  },
};
