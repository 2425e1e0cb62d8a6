// The twenty-five people of the playground. Who of them works where is the policy's to say.

/** One person, with an account on each chat. */
export interface Actor {
  /** The handle, and the mail address before its @. */
  readonly handle: string;
  readonly name: string;
  /** What they do, in few words, for whoever chooses whom to be. */
  readonly role: string;
  /** IANA zone. */
  readonly zone: string;
  readonly locale: string;
  readonly guest?: boolean;
}

const of = (zone: string, locale: string) => (handle: string, name: string, role: string) => ({
  ...{ handle, name, role, zone, locale },
});
const paris = of('Europe/Paris', 'en-US');
const berlin = of('Europe/Berlin', 'en-US');
const london = of('Europe/London', 'en-GB');
const lisbon = of('Europe/Lisbon', 'en-US');
const shanghai = of('Asia/Shanghai', 'zh-CN');

export const ACTORS: readonly Actor[] = [
  paris('alice', 'Alice Moreau', 'Finance'),
  berlin('bob', 'Bob Fischer', 'Service Desk, first level'),
  shanghai('mei', 'Mei Lin 林梅', 'Service Desk, first level'),
  shanghai('chen', 'Chen Hao', 'Network, second level'),
  of('Asia/Shanghai', 'en-US')('liwei', 'Li Wei', 'Workplace, second level'),
  lisbon('dana', 'Dana Silva', 'Incident manager'),
  paris('hana', 'Hana Okafor', 'People & Conduct'),
  paris('sofia', 'Sofia Rossi', 'Service Desk, first level'),
  berlin('tomas', 'Tomas Novak', 'Service Desk, first level'),
  london('amara', 'Amara Hughes', 'Service Desk, first level'),
  paris('nadia', 'Nadia Haddad', 'Network, second level'),
  berlin('piotr', 'Piotr Zielinski', 'Network, second level'),
  berlin('greta', 'Greta Berg', 'Workplace, second level'),
  paris('marco', 'Marco Bianchi', 'Workplace, second level'),
  berlin('jonas', 'Jonas Weber', 'Sales'),
  paris('camille', 'Camille Laurent', 'Human Resources'),
  london('oliver', 'Oliver Reed', 'Marketing'),
  paris('rahul', 'Rahul Mehta', 'Development'),
  berlin('elena', 'Elena Petrova', 'Development'),
  paris('david', 'David Klein', 'Facilities'),
  paris('fatima', 'Fatima Zahra', 'Reception'),
  shanghai('wangfang', 'Wang Fang 王芳', 'Purchasing'),
  shanghai('liuyang', 'Liu Yang 刘洋', 'Warehouse'),
  shanghai('zhaojing', 'Zhao Jing 赵静', 'Accounting'),
  { ...of('America/New_York', 'en-US')('gus', 'Gus Guest', 'Guest'), guest: true },
];
