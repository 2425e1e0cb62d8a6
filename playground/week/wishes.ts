// What people ask a service desk for, when nothing is broken.
import type { Matter } from './matters.ts';

const request = { kind: 'request', language: 'en' } as const;

export const wishes: readonly Matter[] = [
  {
    ...request,
    said: [
      'need a projector and a laptop for the shareholders meeting on 20 March',
      'Please reserve a projector for the offsite, two days',
      'could we borrow a big screen for the town hall',
    ],
    notes: 'the set from cupboard 4, check the adapters',
    fix: 'Reserved and delivered to {room}.',
    needs: { supplier: false, because: 'the room is only free then' },
  },
  {
    ...request,
    said: [
      'new colleague starts on Monday, needs laptop, mail and badge',
      'Onboarding for two interns next week, please order notebooks',
      'we need an account for the new accountant from the first',
    ],
    asks: 'Which team, and the same software as yours?',
    answers: 'same team, plus the ERP',
    notes: 'laptop NB-{number} is set aside',
    fix: 'Account, mail, badge and laptop are ready at reception.',
    needs: { supplier: false, because: 'the contract starts then' },
  },
  {
    ...request,
    said: [
      'pls install Visio on NB-{number}',
      'I need the PDF editor, licence is approved by my manager',
      'can I have Python on my laptop, no hurry',
    ],
    notes: 'licence free in the pool',
    fix: 'Installed over the software centre.',
  },
  {
    ...request,
    said: [
      'access to the {share} share for our trainee please',
      'Please give me read access to the sales dashboard',
      'need permission for the finance mailbox during the holidays',
    ],
    notes: 'asked the owner',
    fix: 'Access given, ends with the quarter.',
    needs: { supplier: false, because: 'the owner of the share is back then and has to agree' },
  },
  {
    ...request,
    said: ['order a second screen for desk {desk}', 'need a new mouse, mine is double clicking', 'new headset please'],
    notes: 'in stock',
    fix: 'Brought to desk {desk}.',
    needs: { supplier: true, because: 'ordered, the dealer delivers within the week' },
  },
  {
    ...request,
    said: ['please set up a shared mailbox for the trade fair', 'We need a mailing list for project {share}'],
    notes: 'name follows the convention, owner is the requester',
    fix: 'Mailbox is there, three people have access.',
  },
  {
    ...request,
    said: ['guest wifi for 15 visitors on Thursday', 'wifi code for a consultant, two weeks'],
    notes: 'voucher valid until the end of the visit',
    fix: 'Vouchers printed and left at reception.',
  },
  {
    ...request,
    said: ['my name changed, please update mail and badge', 'please change the title in my mail signature'],
    notes: 'HR confirmed',
    fix: 'Changed everywhere, the old address forwards for a year.',
  },
  {
    ...request,
    said: [
      'move two desks from {room} to floor {floor}, network and phone too',
      'We move to {room}, please move phones',
    ],
    notes: 'sockets there are patched already',
    fix: 'Moved, all sockets tested.',
    needs: { supplier: false, because: 'the move is on that day' },
  },
];
