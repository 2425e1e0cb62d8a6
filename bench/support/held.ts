// Work while nothing is delivered, so that nothing else is at work when others are measured.
import { query, until } from '../../test/support/proof.ts';
import type { Town } from '../../test/support/proof-process.ts';

export async function withoutWorker<T>(town: Town, work: () => Promise<T>): Promise<T> {
  const release = await town.hold('select pg_advisory_xact_lock(7246002)');
  try {
    await until(async () => {
      // What a process that was killed had begun is nobody's work any more.
      const [busy] = await query(
        town,
        "select count(*)::int as jobs from job where state = 'sending' and leased_until > now()",
      );
      return busy?.jobs === 0;
    }, 60_000);
    return await work();
  } finally {
    await release();
  }
}
