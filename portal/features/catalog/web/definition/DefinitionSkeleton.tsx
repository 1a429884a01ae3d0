import { Skeleton } from '@callboard/ui'

const widths = ['45%', '70%', '60%', '82%', '52%', '66%']

/** What stands where a definition will, while it or its viewer is read. */
export function DefinitionSkeleton() {
  return (
    <div className="def-waiting" role="status" aria-label="Reading the definition">
      {widths.map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  )
}
