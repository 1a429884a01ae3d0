import { KindGlyph, kindPlural } from '@callboard/ui'
import type { Drawing } from '../model/drawing.ts'
import classes from './KindLegend.module.css'

/** The kinds of the drawing with how many of each; pressing one lets it stand out. */
export function KindLegend({
  drawing,
  kind,
  onChange,
}: {
  drawing: Drawing
  kind: string | undefined
  onChange(kind: string | undefined): void
}) {
  const counts = new Map<string, number>()
  for (const node of drawing.nodes) {
    const own = node.kind.toLowerCase()
    counts.set(own, (counts.get(own) ?? 0) + 1)
  }
  const kinds = [...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b))
  return (
    <fieldset className={classes.legend}>
      <legend className="cb-hidden">Kinds in the graph</legend>
      {kinds.map(([own, count]) => (
        <button
          key={own}
          type="button"
          className={classes.kind}
          aria-pressed={own === kind}
          onClick={() => onChange(own === kind ? undefined : own)}
        >
          <KindGlyph kind={own} size={14} />
          {kindPlural(own)}
          <span className={classes.count}>{count}</span>
        </button>
      ))}
    </fieldset>
  )
}
