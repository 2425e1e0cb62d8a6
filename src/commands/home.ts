// Home: everything that is someone's own business on one page, by what they are.

import { shelvesOf } from '../storage/home.ts';
import { knowing } from '../storage/people.ts';
import { involved } from '../ticket/record.ts';
import { homeCard } from '../views/home.ts';
import { endOfDay } from '../views/time.ts';
import { person, type Query } from './verb.ts';

export const home: Query = {
  name: 'home',
  aliases: ['主页'],
  does: 'read',
  who: 'anyone',
  ref: false,
  example: 'home',
  async answer(tx, context) {
    const { organisation, rights, reader } = context;
    const me = person(context);
    const groups = Object.keys(reader.policy.groups);
    const shelves = await shelvesOf(tx, organisation, { person: me.id, rights, groups, until: endOfDay(reader) });
    const people = shelves.flatMap(({ tickets }) => tickets.flatMap(involved));
    return homeCard(await knowing(tx, organisation, reader, people), me.name, rights, shelves);
  },
};
