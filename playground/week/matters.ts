// What people of an office come to a service desk with, in English, as they type it: in a hurry, and with slips.

export interface Matter {
  readonly kind: 'incident' | 'request';
  readonly language: 'en' | 'zh';
  /** How different people say it. `{floor}` and the like are filled in. */
  readonly said: readonly [string, ...string[]];
  /** What an agent asks, and what the requester answers. */
  readonly asks?: string;
  readonly answers?: string;
  /** What an agent leaves for the others. */
  readonly notes: string;
  readonly fix: string;
  /** What has to be waited for, and whether that is a supplier with a number of their own. */
  readonly needs?: { readonly supplier: boolean; readonly because: string };
}

const incident = { kind: 'incident', language: 'en' } as const;

export const matters: readonly Matter[] = [
  {
    ...incident,
    said: [
      'prinetr on floor {floor} is jamed agian',
      'the printer {printer} is jammed, paper everywhere',
      'Printer {printer}: paper jam in tray 3, month end is tonight and I need the journals',
    ],
    asks: 'Could you use tray 2 for now? That works on this model.',
    answers: 'works, thank you!! can someone fix it for good though',
    notes: 'third jam this month, recycled paper every time',
    fix: 'Rollers cleaned, recycled paper moved to tray 2.',
    needs: { supplier: true, because: 'the fuser is ordered and comes with their technician' },
  },
  {
    ...incident,
    said: [
      'printer {printer} prints everything with a grey stripe',
      'toner nearly empty on {printer}, prints are very faint',
      'my prints from floor {floor} come out half black',
    ],
    notes: 'drum at 98 %, replace instead of cleaning',
    fix: 'Drum and toner replaced, test page is clean.',
    needs: { supplier: true, because: 'no drum in stock, the supplier sends one' },
  },
  {
    ...incident,
    said: [
      'cant print from my laptop, it says driver unavailable',
      'Printer {printer} is not in my list any more since the update',
    ],
    asks: 'Which laptop is it? The sticker under it says NB- and five digits.',
    answers: 'NB-{number}',
    notes: 'queue was still on the old print server',
    fix: 'Driver reinstalled from the new print server.',
  },
  {
    ...incident,
    said: [
      'outlook keeps asking for my password',
      'Outlook asks for the password every 5 minutes since this morning',
      'mail on my phone stopped, it wants me to log in again and again',
    ],
    asks: 'Please reset your password at the sign-in page (“Forgot password?”), then tell us whether you are in.',
    answers: 'I am in, it stopped asking',
    notes: 'token from before the password change, cleared on the server',
    fix: 'Old sign-in removed, one fresh login was enough.',
  },
  {
    ...incident,
    said: [
      'mailbox full, cant send anything',
      'I cannot send e-mail: "mailbox is full"',
      'outlook says my mailbox quota is reached, payroll has to go out today',
    ],
    notes: '12 GB of sent scans; archive policy was never switched on',
    fix: 'Archive switched on, 9 GB moved, quota back to normal.',
  },
  {
    ...incident,
    said: [
      'mail to the customer bounces: 550 blocked',
      'Our mails to {customer} come back as spam since yesterday',
      'several people in our team get bounces from {customer}',
    ],
    asks: 'Could you forward us one of the bounces as an attachment?',
    answers: 'sent it to you just now, subject "Undelivered"',
    notes: 'our second outgoing address is on a blocklist',
    fix: 'Removed from the blocklist, sending over the first address meanwhile.',
    needs: { supplier: true, because: 'the provider has to take the address off the list' },
  },
  {
    ...incident,
    said: [
      'wifi keeps dropping in room {room}',
      'wi-fi in {room} is unusable, teams calls cut out every few minutes',
      'Wifi drops on floor {floor}, whole department is on phone hotspots',
    ],
    asks: 'Does it happen to everybody in the room, and since when?',
    answers: 'everybody, since about nine. the room next door is fine',
    notes: 'AP {host} flaps on channel 36, radar events in the log',
    fix: 'Access point moved to another channel, watched for an hour.',
    needs: { supplier: true, because: 'the access point is faulty, a replacement is on its way' },
  },
  {
    ...incident,
    said: [
      'vpn doesnt connect from home, error 809',
      'VPN drops after exactly 10 minutes, every time',
      'Cannot reach the VPN since the update, "no response from server"',
    ],
    asks: 'Which version does the client show under Help?',
    answers: '5.2.1',
    notes: '5.2.1 and the new certificate do not go together',
    fix: 'Client updated to 5.2.4.',
  },
  {
    ...incident,
    said: [
      'internet is super slow today on floor {floor}',
      'network on floor {floor} very slow, opening a file takes a minute',
      'Everything on the S: drive takes ages',
    ],
    notes: 'uplink of {host} at 100 Mbit instead of 1 Gbit, cable?',
    fix: 'Uplink cable replaced, back at 1 Gbit.',
  },
  {
    ...incident,
    said: [
      'network socket at desk {desk} is dead',
      'No network at my desk {desk} after the move, the cable is plugged in',
    ],
    notes: 'port was never patched after the move',
    fix: 'Patched {desk} to {host}.',
  },
  {
    ...incident,
    said: [
      'laptop wont turn on, only a blinking light',
      'my notebok is dead since the weekend, orange light blinks 3 times',
      'Laptop does not start, presentation at the customer tomorrow!',
    ],
    asks: 'Please hold the power button for 30 seconds, then try on the charger alone.',
    answers: 'tried, nothing. I am at desk {desk} if you want to see it',
    notes: 'mainboard; NB-{number} is under warranty until spring',
    fix: 'Swapped for a spare with the same disk; the old one is at the manufacturer.',
    needs: { supplier: true, because: 'the manufacturer has to swap the mainboard' },
  },
  {
    ...incident,
    said: [
      'screen flickers when docked',
      'second screen stays black on the dock at desk {desk}',
      'external monitor not recognised, tried two cables',
    ],
    notes: 'dock firmware 1.4, known with these screens',
    fix: 'Dock firmware updated to 1.9.',
  },
  {
    ...incident,
    said: ['laptop is so hot it burns my legs and the fan screams', 'Fan of NB-{number} is very loud, everybody looks'],
    notes: 'search indexer in a loop, 100 % on one core',
    fix: 'Index rebuilt, fan cleaned at the same time.',
  },
  {
    ...incident,
    said: [
      'keyboard types wrong letters, y and z swapped',
      'Spilled tea on my keyboard, the e key is stuck',
      'half of the keybord doesnt react',
    ],
    notes: 'spare keyboards are in the cupboard on floor 2',
    fix: 'New keyboard brought to desk {desk}.',
  },
  {
    ...incident,
    said: [
      'projector in {room} shows only blue, meeting starts in 20 min',
      'The projector in room {room} does not find my laptop',
      'No picture in {room}, several people are waiting',
    ],
    asks: 'Could you switch the wall panel to HDMI 2 and wait for ten seconds?',
    answers: 'that did it, thanks for being so quick',
    notes: 'panel remembers the last guest’s input',
    fix: 'Panel set to find the input by itself.',
  },
  {
    ...incident,
    said: [
      'locked out of my account, too many tries',
      'account locked after vacation, forgot the password',
      'Cannot log in anywhere: "your account has been locked". I have a customer at 11!',
    ],
    notes: 'phone still used the old password and locked it again',
    fix: 'Unlocked; phone logged out and in again.',
  },
  {
    ...incident,
    said: [
      'cannot open the folder for contracts, permission denied',
      'I lost access to the {share} share after changing teams',
      'access denied on S:\\{share}, worked last week',
    ],
    asks: 'Who is the owner of the folder? We need their yes.',
    answers: 'Camille, she just said yes, shall I forward it?',
    notes: 'group membership was by the old cost centre',
    fix: 'Added to the group, owner’s approval is in the ticket.',
    needs: { supplier: false, because: 'the owner of the share is back then and has to agree' },
  },
  {
    ...incident,
    said: [
      'the ERP shows error 5012 when I book an invoice',
      'booking invoices fails with error 5012, urgent, month end',
      'ERP crashes as soon as I open the supplier list',
    ],
    asks: 'Is it every invoice, or those of one supplier?',
    answers: 'only the ones with two tax codes',
    notes: 'same as last quarter: tax table was not copied to the new year',
    fix: 'Tax table corrected, three invoices booked again as a test.',
    needs: { supplier: false, because: 'the fix goes in with the maintenance window' },
  },
  {
    ...incident,
    said: [
      'time tracking page is down',
      'the intranet is down for everyone? I get a 502',
      'Intranet very slow, then 502 bad gateway',
    ],
    notes: 'disk of the web server was full of old logs',
    fix: 'Logs removed and rotated from now on.',
  },
  {
    ...incident,
    said: [
      'headset not recognised in calls, others cant hear me',
      'My microphone is muted for others, I see the bar moving',
      'No sound in calls since the update this morning',
    ],
    notes: 'driver takes the dock for the default device after the update',
    fix: 'Default device set and locked by policy.',
  },
  {
    ...incident,
    said: [
      'badge reader at the door on floor {floor} does not open',
      'My badge stopped working today at the main entrance, reception has to let me in',
    ],
    notes: 'badge was set to expire with the old contract',
    fix: 'Badge extended, tried at two doors.',
  },
  {
    ...incident,
    said: [
      'I clicked on a link in a strange mail, was that bad?',
      'Got a mail from "IT suport" asking for my password. I did not answer',
      'phishing mail in our team inbox, somebody already clicked',
    ],
    asks: 'Well done for telling us. Did you type a password anywhere?',
    answers: 'no, I closed it at once',
    notes: 'sender blocked, mail removed from 14 inboxes',
    fix: 'Nothing was entered; password changed to be safe, device scanned.',
  },
  {
    ...incident,
    said: [
      'deleted a folder by accident, can you get it back',
      'Somebody deleted the folder {share} 2026 on S:, we need it today',
      'my desktop files are gone after the restart!!',
    ],
    notes: 'restored from the snapshot of 06:00',
    fix: 'Restored; what was written since 06:00 was in the recycle bin.',
  },
  {
    ...incident,
    said: ['phone display broken, touch does not react', 'company phone fell down the stairs, glass is in pieces'],
    notes: 'loan phone handed out',
    fix: 'Screen replaced, loan phone is back.',
    needs: { supplier: true, because: 'the repair shop needs three days' },
  },
];
