import { fingerprint, loadDashboard } from '../http/dashboard/cache.ts'

/** Makes the dashboard ahead of the first start, such as in an image whose files nobody may write later. */
const { assets, ms, from } = await loadDashboard(await fingerprint())
console.log(`dashboard: ${assets.size} files in ${ms} ms (${from})`)
