import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { answerOf } from '../../client/rest.ts'
import type { DashboardHistory, DashboardStats, StatsRange } from '../../protocol/stats.ts'
import { useDesk } from '../data/desk.tsx'
import { api } from '../session/session.ts'

const STATS = ['dashboard', 'stats']
/** What charts are drawn from is looked at by the minute on the server as well. */
const HISTORY_MS = 60_000

/** The counters, told by the server as they change; asked for once at first. */
export function useLiveStats() {
  const { connection } = useDesk().inbox
  const queries = useQueryClient()
  useEffect(() => {
    const join = () => void connection.send('join_room', { room: 'dashboard' }).catch(() => {})
    if (connection.state === 'live') join()
    const stops = [
      connection.on('session_ready', join),
      connection.on('dashboard_stats', (stats) => queries.setQueryData(STATS, stats)),
    ]
    return () => {
      for (const stop of stops) stop()
      void connection.send('leave_room', { room: 'dashboard' }).catch(() => {})
    }
  }, [connection, queries])
  return useQuery<DashboardStats>({
    queryKey: STATS,
    queryFn: async () => (await answerOf(api.dashboard.stats.$get())).data,
  })
}

export function useHistory(range: StatsRange) {
  return useQuery<DashboardHistory>({
    queryKey: ['dashboard', 'history', range],
    queryFn: async () => (await answerOf(api.dashboard.history.$get({ query: { range } }))).data,
    refetchInterval: HISTORY_MS,
    placeholderData: (before) => before,
  })
}
