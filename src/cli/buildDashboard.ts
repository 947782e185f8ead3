import { fingerprint, loadDashboard } from '../http/dashboard/cache.ts'

/** Builds the dashboard before the first start, for example in a container image with a read-only file system. */
const { assets, ms, from } = await loadDashboard(await fingerprint())
console.log(`dashboard: ${assets.size} files in ${ms} ms (${from})`)
