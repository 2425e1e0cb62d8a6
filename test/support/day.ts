// What people say in a day that shows every card: REF is the ticket that it is about, OTHER another one.

const said = (lines: string): string[] =>
  lines
    .split(/[\n|]/u)
    .map((each) => each.trimStart())
    .filter((each) => each !== '');

/** Every list, and every state of a ticket. */
export const DAY = said(`
alice:  | bob:  | alice: status | bob: status | bob: queue | bob: queue unclaimed | bob: select | bob: find lamp | alice: find lamp | dana: setup
dana: audit | bob: who | alice: account | bob: known | alice: claim | bob: claim | bob: show REF | bob: show | bob: klaim
alice: escalate OTHER it takes long | bob: claim REF | alice: show REF | chen: claim REF | bob: tell REF which lamp? | alice: add REF the left one
bob: note REF a bulb | bob: hold REF for supplier | bob: resume REF | bob: wait REF until tomorrow | bob: resume REF
bob: ask REF @chen is it the fuse? | bob: ask REF network is it the fuse? | chen: answer REF no | alice: escalate REF it takes long | bob: ack REF
bob: escalate REF up because x | bob: link REF to OTHER | bob: history REF | alice: subscribe REF | chen: subscribe REF | alice: copy REF @crowd1
bob: handover to mei | bob: handover | bob: files REF | bob: classify REF | bob: priority REF | alice: duplicate REF | bob: duplicate OTHER of REF
bob: resolve REF a new bulb | alice: reopen REF it is dark | bob: resolve REF another bulb | alice: confirm REF | alice: rate REF 5
alice: reopen REF | alice: request a chair | bob: select
`);

/** The same of a major incident. */
export const STORM = said(`
alice: major propose REF because x | dana: major | dana: major reject REF because x | bob: major REF | dana: major REF
dana: major declare REF because x | dana: major REF | bob: room REF | bob: role REF | bob: role REF scribe | bob: task REF @chen look by 23:00
bob: decide REF restart | bob: mark REF it is back | dana: update REF we look next 30m | dana: postpone REF | dana: inform REF | alice: known
dana: inform REF everyone x | eve: report mail is down again | bob: done REF 1 | bob: mitigated REF half | bob: monitoring REF we watch
dana: resolve REF restarted | bob: review REF | bob: review cause REF a pipe | bob: improve REF renew the pipe @chen by 1 december
bob: review export REF | bob: review publish REF | dana: status
`);
