/** The job that reads one source, once for each of them. */
export const refreshJob = 'catalog.refresh-source'

export function refreshOf(sourceId: string): { name: string; key: string } {
  return { name: refreshJob, key: sourceId }
}
