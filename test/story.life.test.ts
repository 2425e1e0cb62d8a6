// One ticket's whole life, through HTTP, across both chats: Alice in one, Bob in the other.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import type { Person } from './support/person.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
}, 60_000);
afterAll(() => desk.stop());

interface Side {
  readonly requester: Person;
  readonly agent: Person;
  readonly general: string;
  readonly triage: string;
  readonly otherAgent: Person;
  readonly otherTriage: string;
  readonly mention: string;
}

const sides: Readonly<Record<string, () => Side>> = {
  'Alice in Slack, Bob in Teams': () => ({
    ...{ requester: desk.onSlack('alice'), agent: desk.onTeams('bob'), otherAgent: desk.onSlack('mei') },
    ...{ general: 'C0GENERAL', triage: TEAMS_DESK, otherTriage: SLACK_DESK, mention: '' },
  }),
  'Alice in Teams, Bob in Slack': () => ({
    ...{ requester: desk.onTeams('alice'), agent: desk.onSlack('bob'), otherAgent: desk.onTeams('mei') },
    ...{ general: '19:general@thread.tacv2', triage: SLACK_DESK, otherTriage: TEAMS_DESK, mention: '@muster ' },
  }),
};

for (const [name, side] of Object.entries(sides)) {
  describe(name, () => {
    let ref: string;

    test('a report in a hurry is recorded, answered in private, and stands on both sides of the desk', async () => {
      const { requester, agent, otherAgent, general, triage, otherTriage } = side();
      await requester.types('report prinetr on floor 3 is jamed agian, month end is tonight', general);
      const answer = requester.answer();
      expect(answer?.text).toMatch(
        /INC-\d+ · prinetr on floor 3.* is with the Service Desk\. Expect a first answer by \d\d:\d\d \(in 30 min\)/u,
      );
      ref = /INC-\d+/u.exec(answer?.text ?? '')?.[0] ?? '';
      await desk.settled();
      for (const card of [cardOf(agent, triage, ref), cardOf(otherAgent, otherTriage, ref)]) {
        expect(card.text).toMatch(/^🔵 INC-\d+ prinetr .* · P2 · new/u);
        expect(card.text).toContain('Alice Moreau (Paris');
        expect(card.text).toContain('Printing · Failure · impact medium, urgency high');
        expect(card.text).toMatch(/First answer due \w+ \d+ \w+, \d\d:\d\d · Resolution due .* \(Paris\)/u);
        expect(card.buttons.slice(0, 4)).toEqual(['Claim', 'Reply to requester…', 'Wait…', 'Resolve…']);
      }
      expect(cardOf(requester, 'direct', ref).buttons).toEqual([
        'Add details…',
        'It’s urgent…',
        'Never mind',
        'Only a few may see it…',
      ]);
    });

    test('Bob claims with a button: every copy of the card changes where it stands', async () => {
      const { requester, agent, otherAgent, triage, otherTriage } = side();
      const before = cardOf(agent, triage, ref);
      await agent.presses('Claim', { at: triage, id: before.id });
      await desk.settled();
      const after = cardOf(agent, triage, ref);
      expect(after.id).toBe(before.id);
      for (const card of [after, cardOf(otherAgent, otherTriage, ref)]) {
        expect(card.text).toMatch(/^🟢 INC-\d+ .* in progress · Bob Fischer \(owner and assignee\)/u);
        expect(card.buttons).not.toContain('Claim');
      }
      expect(last(agent.sees(triage, before.id)).text).toMatch(
        /Bob Fischer claimed it · first answer in time \(1 min\)/u,
      );
      expect(cardOf(requester, 'direct', ref).text).toContain('Bob Fischer is on it.');
    });

    test('Mei comes too late: she is told who has it, and may take over', async () => {
      const { otherAgent, otherTriage } = side();
      await otherAgent.presses('Resolve…', { at: otherTriage, id: cardOf(otherAgent, otherTriage, ref).id });
      expect(otherAgent.form()?.fields).toEqual(['text']);
    });

    test('Bob tells Alice, she answers in her chat, and the agents of both chats read it', async () => {
      const { requester, agent, otherAgent, triage, otherTriage, mention } = side();
      const root = cardOf(agent, triage, ref).id;
      if (mention)
        await agent.says(`${mention}tell Could you use tray 2 for tonight? *That* works <!channel>.`, triage, root);
      else await agent.types(`tell ${ref} Could you use tray 2 for tonight? *That* works <!channel>.`, triage);
      await desk.settled();
      const card = cardOf(requester, 'direct', ref);
      const told = last(requester.sees('direct'));
      expect(told.text).toContain(
        `Bob Fischer (Service Desk), about ${ref}: Could you use tray 2 for tonight? *That* works <!channel>.`,
      );
      expect(told.buttons).toEqual(['That solved it', 'Still broken…']);
      await requester.says('works, thank you!!', 'direct', card.id);
      await desk.settled();
      expect(last(agent.sees(triage, root)).text).toContain('Alice Moreau: works, thank you!!');
      const otherRoot = cardOf(otherAgent, otherTriage, ref).id;
      expect(last(otherAgent.sees(otherTriage, otherRoot)).text).toContain('Alice Moreau: works, thank you!!');
    });

    test('what agents write in the thread stays inside, and crosses to the agents of the other chat', async () => {
      const { requester, agent, otherAgent, triage, otherTriage } = side();
      const before = requester.sees('direct').length;
      await agent.says('she is fine for tonight, PRB-4 again', triage, cardOf(agent, triage, ref).id);
      await desk.settled();
      const otherRoot = cardOf(otherAgent, otherTriage, ref).id;
      expect(last(otherAgent.sees(otherTriage, otherRoot)).text).toContain(
        'Bob Fischer noted: she is fine for tonight, PRB-4 again',
      );
      expect(requester.sees('direct')).toHaveLength(before);
      expect(
        agent.sees(triage, cardOf(agent, triage, ref).id).filter(({ text }) => text.includes('PRB-4')),
      ).toHaveLength(1);
    });

    test('Bob lets it wait in plain words; it leaves the queue and comes back by itself', async () => {
      const { requester, agent, triage } = side();
      await agent.types(`wait ${ref} until tomorrow 9am because the part comes then`, triage);
      expect(agent.answer()?.text).toMatch(
        new RegExp(`${ref} waits until \\w+ \\d+ \\w+ 20\\d\\d, 09:00 \\(Paris, calendar Office hours\\)`, 'u'),
      );
      expect(agent.answer()?.buttons).toEqual(['Undo', 'Change…']);
      await desk.settled();
      expect(cardOf(agent, triage, ref).text).toMatch(
        /⏳.*waiting[\s\S]*Waits until .*09:00 because the part comes then\. No clock runs\./u,
      );
      expect(last(requester.sees('direct')).text).toContain(`${ref} is planned: it goes on`);
      await agent.types('queue', triage);
      expect(agent.answer()?.text).not.toContain(`${ref} `);
      await agent.types('queue waiting', triage);
      expect(agent.answer()?.text).toContain(ref);
      await desk.pass(86_400 + 9 * 3600);
      expect(cardOf(agent, triage, ref).text).toMatch(/^🟢.*in progress/u);
      expect(last(agent.sees(triage, cardOf(agent, triage, ref).id)).text).toContain(
        'Woke as planned: “the part comes then”.',
      );
      await agent.types('queue', triage);
      expect(agent.answer()?.text).toContain(ref);
    });

    test('Bob resolves by the form, Alice says still broken, he resolves again, she confirms', async () => {
      const { requester, agent, triage } = side();
      const card = () => cardOf(agent, triage, ref);
      await agent.presses('Resolve…', { at: triage, id: card().id });
      await agent.fills({ text: 'The roller was cleaned.' });
      expect(agent.answer()?.text).toContain(`${ref} is resolved. Alice Moreau is asked whether it is.`);
      await agent.closes();
      await desk.settled();
      const asked = last(requester.sees('direct'));
      expect(asked.text).toContain(`Bob Fischer thinks that ${ref} is solved. The roller was cleaned.`);
      await requester.presses('Still broken…', { at: 'direct', id: asked.id });
      expect(requester.form()?.fields).toEqual(['because']);
      await requester.fills({ because: 'it jams on page two' });
      await requester.closes();
      await desk.settled();
      expect(card().text).toMatch(/^🟢.*in progress/u);
      expect(last(agent.sees(triage, card().id)).text).toContain('Alice Moreau reopened it: it jams on page two');
      await agent.types(`resolve ${ref} New roller.`, triage);
      await desk.settled();
      await requester.presses('That solved it', { at: 'direct', id: last(requester.sees('direct')).id });
      await desk.settled();
      expect(card().text).toMatch(/^⚪.*closed/u);
      expect(card().buttons).toContain('Reopen…');
      expect(last(agent.sees(triage, card().id)).text).toContain('Alice Moreau confirmed: closed.');
    });

    test('the history tells all of it, in order', async () => {
      const { agent, triage } = side();
      await agent.types(`history ${ref}`, triage);
      const text = agent.answer()?.text ?? '';
      const order = [
        'reported it',
        'claimed it',
        'to Alice Moreau: Could you',
        'works, thank you',
        'PRB-4',
        'lets it wait',
        'Woke',
        'resolved it',
        'reopened it',
        'New roller',
        'confirmed',
      ];
      const places = order.map((words) => text.indexOf(words));
      expect(places).not.toContain(-1);
      expect([...places].sort((a, b) => a - b)).toEqual(places);
    });
  });
}
