// What both chats told Muster in a whole life is told once more to a Muster that knows nothing of it: twice, backwards, in no order,
// one in three doubled. Whatever comes of it, each history is its row and no message stands twice.
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Delivery as SlackDelivery } from '../playground/slack/ledger.ts';
import type { Delivery as TeamsDelivery } from '../playground/teams/ledger.ts';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import { cardAt, clearLedgers, delivered, expectAllToHold, ticketRows, typesOf } from './support/proof.ts';
import { generator } from './support/proof-schedule.ts';

const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };
