// Teams does what every chat has to do.
import { conformance } from './conformance/suite.ts';
import { connectTeamsCounterpart } from './conformance/teams.ts';
import { wordsConformance } from './conformance/words.ts';

conformance('Teams', connectTeamsCounterpart);
wordsConformance('Teams', connectTeamsCounterpart);
