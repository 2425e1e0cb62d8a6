// Who leads, who repairs, who speaks, who writes down: roles of a major incident, taken, given, handed over, given back.
import { Refusal } from '../errors.ts';
import { isAgent, sees } from '../people/person.ts';
import { nearestName } from '../policy/naming.ts';
import { isMajor, type Major } from '../ticket/major.ts';
import { type PersonId, refOf, type Ticket } from '../ticket/record.ts';
import { namesIn, type Reader } from '../views/reader.ts';
import { castReply, roleCalled, roleForm, roleTable } from '../views/roles.ts';
import { type Args, type Change, type Context, person } from './verb.ts';

/** What the ticket is beside an incident; refuses one that is no major incident now. */
export function majorOf(ticket: Ticket): Major {
  if (!ticket.major || !isMajor(ticket)) throw new Refusal('not-major', { ref: refOf(ticket) });
  return ticket.major;
}

/** Refuses to give something of a ticket to who may not see it. */
export function checkSees(ticket: Ticket, who: PersonId | null, { speaker, others }: Context): void {
  if (who === null || who === speaker?.id) return;
  const theirs = others.get(who);
  if (theirs && isAgent(theirs) && sees(ticket, who, theirs)) return;
  throw new Refusal('may-not-see', { field: 'person', ref: refOf(ticket), person: who, group: ticket.group });
}

/** Also "role scribe to @chen" and "role scribe off": see naming.ts, where the words are taken apart. */
export const role: Change = {
  name: 'role',
  aliases: ['角色'],
  does: 'change',
  who: 'agent',
  ref: true,
  rest: 'role',
  person: 'person',
  needs: 'role',
  form: roleForm,
  answers: true,
  example: 'role INC-12 scribe to @chen',
  weighs: (_ticket, args) => [args.person ?? null],
  decide(ticket, args, context) {
    const { roles } = majorOf(ticket);
    const wanted = roleSaid(ticket, args, context.reader);
    const holder = roles[wanted] ?? null;
    const me = person(context).id;
    const next = args.off ? null : args.person || me;
    if (next === holder)
      throw holder
        ? new Refusal('role-already', { field: 'person', ref: refOf(ticket), role: wanted, person: holder })
        : new Refusal('role-free', { ref: refOf(ticket), role: wanted });
    const free = holder === null && next === me;
    const leads = context.rights.manager || holder === me || roles.incident_manager === me;
    if (!free && !leads) throw notToCast(ticket, wanted, holder);
    checkSees(ticket, next, context);
    return [{ type: 'cast', role: wanted, person: next, from: holder }];
  },
  reply: castReply,
};

function notToCast(ticket: Ticket, role: string, holder: PersonId | null): Refusal {
  const facts = { field: 'person', ref: refOf(ticket), role };
  return holder ? new Refusal('role-held', { ...facts, person: holder }) : new Refusal('not-to-cast', facts);
}

/** The key of the role that is meant; a slip is asked about, since whoever gets it is told at once. */
function roleSaid(ticket: Ticket, args: Args, reader: Reader): string {
  const said = (args.role ?? '').trim();
  const found = roleCalled(reader, said);
  if (found) return found;
  const table = roleTable(reader.policy);
  const near = nearestName(table, said.split(/\s+(?:to\s|off$)|\s*@/iu, 1)[0] ?? '');
  const names = namesIn(reader, table);
  const facts = { field: 'role', ref: refOf(ticket), said: said.slice(0, 40), names };
  throw new Refusal('no-such-role', near ? { ...facts, near } : facts);
}

/** The clock's alone: some time after it was declared, which roles nobody has. */
export const rolecall: Change = {
  name: 'rolecall',
  aliases: [],
  does: 'change',
  who: 'clock',
  ref: true,
  example: 'rolecall INC-12',
  decide(ticket, args, { reader }) {
    const { major } = ticket;
    if (!major || !isMajor(ticket) || major.declaredAt !== args.of) return [];
    const free = Object.keys(roleTable(reader.policy)).filter((key) => !major.roles[key]);
    return free.length > 0 ? [{ type: 'unfilled', roles: free }] : [];
  },
  reply: castReply,
};
