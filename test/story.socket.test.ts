// The same desk by configuration alone: Slack over Socket Mode, where Muster has no address.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SLACK_DESK, startDesk, type TestDesk } from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk({ socket: true });
}, 60_000);
afterAll(() => desk.stop());

test('a ticket’s life over Socket Mode: command, button, form, thread, direct chat', async () => {
  const [alice, bob] = [desk.onSlack('alice'), desk.onSlack('bob')];
  await alice.types('report the scanner hums', 'C0GENERAL');
  const ref = /INC-\d+/u.exec(alice.answer()?.text ?? '')?.[0] ?? '';
  await desk.settled();
  const card = () => cardOf(bob, SLACK_DESK, ref);
  await bob.presses('Claim', { at: SLACK_DESK, id: card().id });
  await bob.says('@muster tell We are coming.', SLACK_DESK, card().id);
  await desk.settled();
  expect(last(alice.sees('direct')).text).toContain(`Bob Fischer (Service Desk), about ${ref}: We are coming.`);
  await alice.says('thank you', 'direct', cardOf(alice, 'direct', ref).id);
  await bob.presses('Resolve…', { at: SLACK_DESK, id: card().id });
  await bob.fills({ text: 'Oiled.' });
  await bob.closes();
  await desk.settled();
  expect(
    bob
      .sees(SLACK_DESK, card().id)
      .map(({ text }) => text)
      .join('\n'),
  ).toContain('Alice Moreau: thank you');
  await alice.presses('That solved it', { at: 'direct', id: last(alice.sees('direct')).id });
  await desk.settled();
  expect(card().text).toMatch(/closed/u);
});
