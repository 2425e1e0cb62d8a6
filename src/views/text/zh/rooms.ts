// 重大事件作战室的中文文字。
import type { Texts } from '../en.ts';

export const rooms: Pick<Texts, 'rooms'> = {
  rooms: {
    label: '作战室：',
    purpose: (ref) => `${ref} 的处理地点。由 Muster 建立，复盘发布数天后关闭。`,
    thread: '事件频道中的话题',
    coming: '作战室正在建立。',
    refused: '无法建立作战室：',
    closed: '已关闭',
    there: '在场：',
    missing: '无法加入：',
    sent: '已另行通知：',
    more: (count) => `另有 ${count} 人`,
    unknown: (names) => `以下人员从未使用过 Muster，未能通知：${names}。请自行联系。`,
    report: '报修',
    other: (chat) => `${chat} 中的作战室`,
    call: {
      head: (ref) => `请各位处理 ${ref}。上方消息说明目前情况。`,
      onCall: (group) => `${group}值班`,
      role: (name) => name,
      service: (service) => `${service}负责人`,
      owner: '负责人',
      assignee: '处理人',
      manager: '事件经理',
      declarer: '宣布者',
      more: (count) => `另有 ${count} 人在场。`,
    },
    news: {
      called: (ref, title) => `请您参与重大事件 ${ref}：${title}`,
      way: (chat) => `${chat} 中的作战室：`,
      thread: (chat) => `${chat} 中的作战室是事件频道中的话题，请查找 `,
      why: (why) => `无法将您加入：${why}。请打开作战室，如有需要请申请加入。`,
    },
  },
};
