// Slack does what every chat does, over HTTP and by Socket Mode.

import { slackCounterpart } from './conformance/slack.ts';
import { conformance } from './conformance/suite.ts';
import { wordsConformance } from './conformance/words.ts';

conformance('Slack over HTTP', () => slackCounterpart('http'));
conformance('Slack by Socket Mode', () => slackCounterpart('socket'));
wordsConformance('Slack', () => slackCounterpart());
