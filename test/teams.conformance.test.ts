// Teams does what every chat has to do.
import { conformance } from './conformance/suite.ts';
import { connectTeamsCounterpart } from './conformance/teams.ts';

conformance('Teams', connectTeamsCounterpart);
