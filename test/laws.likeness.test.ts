// What is like what: offered where it may be the same thing, and no noise.
import { describe, expect, test } from 'vitest';
import { likeness, likest, wordsOf } from '../src/policy/likeness.ts';

const titled = (title: string, service: string | null = null) => ({ title, service });

test.each([
  ['The printer on floor 3 is jammed', ['printer', 'floor', '3', 'jammed']],
  ['E-mail!', ['mail']],
  ['三楼的打印机卡纸', ['三楼', '打印', '印机', '机卡', '卡纸']],
  ['Outlook 打不开了', ['outlook']],
])('%j is about %j', (said, words) => {
  expect(wordsOf(said)).toEqual(words);
});

describe('may be the same', () => {
  test.each([
    ['prinetr on floor 3 is jamed agian, month end is tonight', 'Printer floor 3 offline', 'printing'],
    ['the printer on floor 3 is jammed', 'Floor 3: printers jam again', null],
    ['mail is down', 'E-mail is down for everyone', 'email'],
    ['no wifi in the canteen', 'canteen: wifi does not work', null],
    ['三楼打印机卡纸了', '三楼的打印机离线', 'printing'],
  ])('%j and %j', (one, other, service) => {
    const found = [titled('Something else entirely', service), titled(other, service)];
    expect(likest(titled(one, service), found, 2)).toEqual([titled(other, service)]);
  });
});
describe('is something else', () => {
  test.each([
    ['the printer is jammed', 'the wifi is jammed', null],
    ['my laptop screen flickers', 'screen of the projector is dark', 'laptop'],
    ['lamp 1 is dark', 'lamp 2 is dark', null],
    ['printer on floor 3 is jammed', 'printer on floor 4 is jammed', 'printing'],
    ['help', 'help', null],
    ['The lamp on floor 2 flickers', 'the coffee machine on floor 2 leaks', null],
    ['三楼的灯坏了', '三楼的门打不开', null],
    ['cannot log in to the payroll', 'cannot open the door', null],
    ['打印机没有纸', '电脑没有声音', null],
  ])('%j and %j', (one, other, service) => {
    expect(likest(titled(one, service), [titled(other, service)], 2)).toEqual([]);
  });
});
test('the likest comes first, the same service counts more, and the number is kept', () => {
  const one = titled('printer on floor 3 is jammed', 'printing');
  const [same, near, far] = [
    titled('printer floor 3 jammed', 'printing'),
    titled('printer floor 3 jammed', null),
    titled('printer on floor 3 prints blank pages', null),
  ];
  expect(likest(one, [far, near, same], 3)).toEqual([same, near, far].filter((other) => likeness(one, other) >= 0.5));
  expect(likest(one, [near, same], 1)).toEqual([same]);
});
