// What crosses between the rooms of a major incident, in simplified Chinese.
import type { Texts } from '../en.ts';

export const bridge: Pick<Texts, 'bridge'> = {
  bridge: {
    from: (chat) => `（${chat}）：`,
    at: (time) => ` ${time}：`,
    answers: (name, words) => (words ? `回复 ${name}：“${words}”` : `回复 ${name}`),
    whole: '原文全文',
    late: (count) => `${count} 条消息来晚了：它们在另一个房间写下时，这个聊天平台没有响应。`,
    apart: (chat) => `这里说的话留在这里，${chat} 房间里说的话留在那里：两个房间一个不公开，一个公开。`,
    unheard: (command) =>
      `在这个聊天平台里，只有提到我的话我才听得到。写“${command} say …”，您的话也会出现在另一个房间；其他的话留在这里。`,
    silent: (chat, time, waiting) =>
      waiting > 0
        ? `${chat} 从${time}起没有响应；有 ${waiting} 条消息在等它，恢复后会自动发出。`
        : `${chat} 从${time}起没有响应；您在这里写的话，恢复后会自动发过去。`,
  },
};
