// Which column of a spreadsheet is what: usual names in English and Chinese, and what --map says.
import { Sentence } from './sentence.ts';

/** What can be read of a ticket, and how spreadsheets head it. */
const names = {
  key: ['id', 'key', 'number', 'ticket id', 'ticket number', 'ticket', 'no', '编号', '工单号', '工单编号', '序号'],
  kind: ['kind', 'type', 'ticket type', '类型', '工单类型'],
  title: ['title', 'summary', 'subject', 'short description', 'headline', '标题', '主题', '摘要', '概要'],
  description: ['description', 'details', 'text', 'body', '描述', '详细描述', '问题描述', '内容', '详情'],
  requester: [
    'requester',
    'reporter',
    'reported by',
    'requested by',
    'caller',
    'customer',
    'user',
    '报告人',
    '申请人',
    '提交人',
    '报修人',
    '用户',
  ],
  mail: [
    'requester mail',
    'requester email',
    'reporter email',
    'mail',
    'email',
    'e-mail',
    '邮箱',
    '邮件',
    '电子邮件',
    '申请人邮箱',
    '报告人邮箱',
  ],
  status: ['status', 'state', '状态', '工单状态'],
  priority: ['priority', 'prio', 'severity', '优先级', '优先度', '级别'],
  impact: ['impact', '影响', '影响范围'],
  urgency: ['urgency', '紧急程度', '紧急度'],
  service: ['service', 'application', 'system', '服务', '系统', '应用'],
  category: ['category', 'classification', '类别', '分类'],
  group: ['group', 'support group', 'assignment group', 'team', 'queue', '支持组', '处理组', '团队'],
  assignee: ['assignee', 'assigned to', 'agent', 'handled by', '处理人', '负责人', '经办人', '受理人'],
  reported: [
    'reported',
    'reported at',
    'created',
    'created at',
    'created on',
    'opened',
    'opened at',
    'date',
    '创建时间',
    '报告时间',
    '提交时间',
    '创建日期',
    '日期',
    '报修时间',
  ],
  answered: ['answered', 'answered at', 'first response', 'first answer', '响应时间', '首次响应', '首次响应时间'],
  resolved: ['resolved', 'resolved at', 'solved', 'solved at', '解决时间', '解决日期'],
  closed: ['closed', 'closed at', 'closed on', 'done', '关闭时间', '关闭日期', '完成时间'],
  resolution: [
    'resolution',
    'solution',
    'close notes',
    'resolution notes',
    '解决方案',
    '解决办法',
    '处理结果',
    '解决方法',
  ],
} as const;

export type Field = keyof typeof names;
export type Columns = Readonly<Partial<Record<Field, number>>>;

const plain = (name: string): string => name.toLowerCase().replace(/[\s_\-/.:*()（）]+/gu, '');
const byName = new Map(
  Object.entries(names).flatMap(([field, all]) => all.map((name) => [plain(name), field as Field] as const)),
);

/** Finds the columns. `maps`: what --map says, "their column=our field". Throws `Sentence`. */
export function columnsOf(header: readonly string[], maps: readonly string[]): { columns: Columns; ignored: string[] } {
  const columns: Partial<Record<Field, number>> = {};
  const ignored: string[] = [];
  const said = new Map(maps.flatMap((map) => map.split(',')).map((pair) => mapping(pair, header)));
  const mapped = new Set(said.values());
  const usual = (name: string): Field | undefined => {
    const field = byName.get(plain(name));
    return field && mapped.has(field) ? undefined : field;
  };
  header.forEach((name, at) => {
    const field = said.get(plain(name)) ?? usual(name);
    if (!field) {
      if (name !== '') ignored.push(name);
    } else if (columns[field] !== undefined) {
      throw new Sentence(
        `Two columns are the ${field}: "${header[columns[field]]}" and "${name}". Say which: --map "${name}=${field}".`,
      );
    } else {
      columns[field] = at;
    }
  });
  if (columns.title === undefined && columns.description === undefined) {
    throw new Sentence(
      `No column is the title. The header is: ${header.join(', ')}. Say which it is: --map "${header[0]}=title".`,
    );
  }
  return { columns, ignored };
}

function mapping(pair: string, header: readonly string[]): readonly [string, Field] {
  const [column = '', field = ''] = pair.split('=').map((part) => part.trim());
  if (!Object.hasOwn(names, field))
    throw new Sentence(
      `--map: "${pair}" has to be column=field, where field is one of ${Object.keys(names).join(', ')}.`,
    );
  if (!header.some((name) => plain(name) === plain(column)))
    throw new Sentence(`--map: there is no column "${column}". The header is: ${header.join(', ')}.`);
  return [plain(column), field as Field];
}
