// Words to a whole audience of the policy's, on every chat at once: whom they reach is shown before they are sent.
import { Refusal } from '../errors.ts';
import { keyCalled, keyFirst } from '../policy/naming.ts';
import { refOf, type Ticket } from '../ticket/record.ts';
import { namesIn } from '../views/reader.ts';
import { informedCard, informForm } from '../views/running.ts';
import { majorOf } from './roles.ts';
import { type Args, type Change, type Context, text } from './verb.ts';

const CARRIED = 300; // characters that a button's arguments may have on any platform, in any script

export const inform: Change = {
  name: 'inform',
  aliases: ['通知'],
  does: 'change',
  who: 'worker',
  ref: true,
  rest: 'text',
  needs: 'text',
  form: informForm,
  example: 'inform INC-12 everyone mail is slow until noon',
  decide(ticket, args, context) {
    majorOf(ticket);
    const { audience, words } = addressed(ticket, args, context);
    if (ticket.confidential) throw new Refusal('inform-confidential', { ref: refOf(ticket) });
    const said = text({ text: words }, 'text', inform.example);
    // A form has shown it already; what was typed is shown first.
    if (!args.sure) throw askSure(ticket, audience, said);
    return [{ type: 'informed', audience, text: said }];
  },
  reply: informedCard,
};

function askSure(ticket: Ticket, audience: string, words: string): Refusal {
  const facts = { ref: refOf(ticket), audience, text: words };
  return new Refusal('inform-sure', words.length > CARRIED ? facts : { ...facts, carried: words });
}

/** The audience that the words begin with, or that was chosen. */
function addressed(ticket: Ticket, args: Args, { reader }: Context): { audience: string; words: string } {
  const { audiences } = reader.policy.major;
  const { audience, text: said = '' } = args;
  const names = namesIn(reader, audiences);
  if (names === '') throw new Refusal('no-audiences', { ref: refOf(ticket) });
  if (audience !== undefined && Object.hasOwn(audiences, audience)) return { audience, words: said };
  const first = keyFirst(audiences, said);
  if (first) return { audience: first.key, words: first.rest };
  const [slip = ''] = said.split(/\s/u, 1);
  const near = keyCalled(audiences, slip);
  // That it is this one is shown before anything is sent.
  if (near) return { audience: near, words: said.slice(slip.length).trim() };
  throw new Refusal('no-such-audience', { field: 'audience', ref: refOf(ticket), said: slip.slice(0, 40), names });
}
