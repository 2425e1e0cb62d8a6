// Drawing what further people are told of a ticket: what the copied and the followers hear, a question and what became of it.
import { isAgent } from '../people/person.ts';
import type { Tx } from '../storage/database.ts';
import type { Desk } from '../storage/organisations.ts';
import { rightsOfPeople } from '../storage/seeing.ts';
import { historyOf } from '../storage/tickets.ts';
import type { Address, Task } from '../task.ts';
import { peopleIn } from '../ticket/events.ts';
import { involved } from '../ticket/record.ts';
import { newestOf } from '../ticket/words.ts';
import { copyNoticeOf, newsOf } from '../views/circle.ts';
import { askedIn, echoOf, endOf, questionCard } from '../views/questions.ts';
import type { Shown } from '../views/reader.ts';
import type { Drawing } from './compose.ts';

type Aside = Extract<Task, { kind: 'copy' | 'moment' | 'echo' | 'question' }>;

/** Nobody is shown now what was theirs when it was enqueued. */
export async function drawAside(tx: Tx, desk: Desk, ticket: Shown, task: Aside): Promise<Drawing> {
  const history = await historyOf(tx, desk.organisation, ticket.id);
  const people = [...involved(ticket), ...peopleIn(history)];
  const found = history.find(({ seq }) => seq === task.seq);
  const event = found && newestOf(history, found);
  const draw = (card: Drawing['card']): Drawing => ({ people, card });
  if (!event) return draw(() => undefined);
  switch (task.kind) {
    case 'copy': {
      const still = event.type === 'uncopied' || ticket.copies.includes(task.to.reader ?? '');
      return draw((reader) => (still ? copyNoticeOf(reader, ticket, event) : undefined));
    }
    case 'moment': {
      const agent = await isAgentNow(tx, desk, task.to);
      const sees = agent || [ticket.requester, ...ticket.copies].includes(task.to.reader ?? '');
      return draw((reader) => (sees ? newsOf(reader, ticket, event, agent) : undefined));
    }
    case 'echo':
      return draw((reader) => echoOf(reader, ticket, event, history));
    case 'question': {
      const asked = askedIn(history, task.seq);
      return draw((reader) => asked && questionCard(reader, ticket, asked, endOf(history, task.seq)));
    }
  }
}

/** Whether whoever reads it is an agent now. */
async function isAgentNow(tx: Tx, desk: Desk, { reader }: Address): Promise<boolean> {
  const rights = reader && (await rightsOfPeople(tx, desk, [reader])).get(reader);
  return rights ? isAgent(rights) : false;
}
