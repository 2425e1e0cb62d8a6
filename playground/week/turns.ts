// What is said at turns that any matter may take, in both languages.

export const turns = {
  en: {
    alone: 'works again, no idea why',
    again: 'same problem again after an hour',
    finally: 'Found the real cause this time and replaced the part.',
    asked: 'asked for more details, no answer yet',
    arrives: 'the part comes then',
    weighs: 'a customer waits for it',
    delay: 'no news for hours and my deadline is today',
    soon: 'Sorry for the silence: we are on it, you hear from me within the hour.',
    stars: {
      5: 'quick and kind',
      4: 'good, took a bit',
      3: 'ok',
      2: 'had to explain it three times',
      1: 'way too slow',
    },
  },
  zh: {
    alone: '又好了，不知道为什么',
    again: '一小时后又出现同样的问题',
    finally: '这次找到了真正的原因，更换了部件。',
    asked: '已向用户询问详情，等回复',
    arrives: '配件那时到货',
    weighs: '客户在等',
    delay: '几个小时没有消息了，今天必须交',
    soon: '抱歉久等，正在处理，一小时内给您答复。',
    stars: { 5: '又快又热情', 4: '挺好，稍慢', 3: '还行', 2: '说了三遍才明白', 1: '太慢了' },
  },
} as const;
