// The same in Chinese: what colleagues in Shanghai write, and what they are answered.
import type { Matter } from './matters.ts';

const incident = { kind: 'incident', language: 'zh' } as const;
const request = { kind: 'request', language: 'zh' } as const;

export const mattersZh: readonly Matter[] = [
  {
    ...incident,
    said: ['{floor}楼打印机又卡纸了', '打印机{printer}卡纸，今天要打合同，急', '打印机一直提示卡纸，打开看没有纸'],
    asks: '请先用二号纸盒打印，可以吗？',
    answers: '可以了，谢谢！能不能彻底修一下',
    notes: '这个月第三次，都是再生纸',
    fix: '清洁了滚轮，再生纸改放二号纸盒。',
    needs: { supplier: true, because: '定影器已订购，等厂家上门更换' },
  },
  {
    ...incident,
    said: ['邮箱登录不上，一直要密码', '邮件发不出去，提示邮箱已满', '手机收不到邮件了，电脑上正常'],
    asks: '请在登录页点“忘记密码”重设一次，然后告诉我们能否登录。',
    answers: '已经可以了',
    notes: '改密码之前的令牌还在，已清除',
    fix: '清除旧的登录，重新登录后恢复正常。',
  },
  {
    ...incident,
    said: ['会议室{room}网络很慢，视频会议一直卡', '仓库的网络断了，扫码枪都用不了，所有人都在等', '无线网络老是掉线'],
    asks: '是所有人都这样，还是只有您这台？',
    answers: '整个办公室都这样，从早上九点开始',
    notes: '{host} 上联端口有大量错误包',
    fix: '更换了上联光模块，观察一小时正常。',
    needs: { supplier: true, because: '等运营商排查线路' },
  },
  {
    ...incident,
    said: ['笔记本开不了机，指示灯闪三下', '电脑蓝屏了，重启还是蓝屏', '笔记本电脑特别慢，开个表格要五分钟'],
    asks: '请长按电源键三十秒，再插上电源试试。',
    answers: '试过了，不行。我在{desk}工位',
    notes: '资产号 NB-{number}，还在保修期',
    fix: '换了备用机，硬盘移过去了，资料都在。',
    needs: { supplier: true, because: '厂家更换主板' },
  },
  {
    ...incident,
    said: ['账号被锁定了，请帮忙解锁', '忘记密码了，登录不了系统，月底要结账，紧急'],
    notes: '手机上还存着旧密码，所以反复锁定',
    fix: '已解锁，手机重新登录后正常。',
  },
  {
    ...incident,
    said: ['ERP 录发票报错 5012', '系统打开供应商列表就闪退'],
    asks: '是所有发票，还是某一家供应商的？',
    answers: '只有两种税率的发票',
    notes: '税率表没有带到新年度，和上季度一样',
    fix: '税率表已更正，重新录了三张发票测试通过。',
    needs: { supplier: false, because: '要等维护窗口才能更新' },
  },
  {
    ...incident,
    said: ['共享文件夹没有权限了，上周还能打开', '不小心删了一个文件夹，能恢复吗'],
    notes: '六点的快照里有',
    fix: '已从六点的快照恢复。',
  },
  {
    ...incident,
    said: ['开会时对方听不到我说话', '投影仪没有画面，二十分钟后开会'],
    notes: '升级后默认设备变了',
    fix: '默认设备已改回，会议正常。',
  },
  {
    ...request,
    said: ['下周一有新同事入职，需要电脑、邮箱和门卡', '申请一台备用笔记本，出差用'],
    asks: '哪个部门？软件和您一样吗？',
    answers: '采购部，和我一样就行',
    notes: '已预留 NB-{number}',
    fix: '账号、邮箱、门卡和电脑都放在前台了。',
    needs: { supplier: false, because: '合同从那天开始' },
  },
  {
    ...request,
    said: ['申请安装 PDF 编辑软件，领导已同意', '需要一个新鼠标，现在的会连击'],
    notes: '有库存',
    fix: '已送到{desk}工位。',
  },
  {
    ...request,
    said: ['申请开通财务共享文件夹的权限', '供应商来访三天，需要访客无线网络'],
    notes: '已请负责人确认',
    fix: '已开通，季度末到期。',
    needs: { supplier: false, because: '负责人那天回来才能审批' },
  },
];
