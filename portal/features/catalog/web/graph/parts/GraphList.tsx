import { EntityLink, kindPlural } from '@callboard/ui'
import { relationsFrom } from '../model/draw-edges.ts'
import { type Drawing, nodeNote, nodeTitle } from '../model/drawing.ts'
import classes from './GraphList.module.css'

/** The same graph in words: for screen readers, for copying, and for who prefers lists. */
export function GraphList({ drawing }: { drawing: Drawing }) {
  const lines = new Map<string, string[]>()
  for (const { source, target, label } of [...drawing.edges, ...drawing.rest]) {
    const name = (ref: string) => {
      const node = drawing.nodes[drawing.indexOf.get(ref) ?? -1]
      return node ? nodeTitle(node) : ref
    }
    for (const relation of relationsFrom({ source, target, label }, source)) {
      lines.set(source, [...(lines.get(source) ?? []), `${relation} ${name(target)}`])
    }
  }
  const groups = Map.groupBy(drawing.nodes, (node) => node.kind.toLowerCase())
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className={classes.list} tabIndex={0} aria-label="Graph as a list">
      {[...groups].map(([kind, nodes]) => (
        <section key={kind} aria-label={kindPlural(kind)}>
          <h2 className={classes.kind}>
            {kindPlural(kind)} <span className={classes.count}>{nodes.length}</span>
          </h2>
          <table className={classes.table}>
            <thead className="cb-hidden">
              <tr>
                <th>Name</th>
                <th>Owner or type</th>
                <th>Steps from the start</th>
                <th>Relations</th>
              </tr>
            </thead>
            <tbody>
              {nodes.map((node) => (
                <tr key={node.ref}>
                  <th scope="row" className={classes.name}>
                    <EntityLink
                      entityRef={node.ref}
                      label={{ title: nodeTitle(node) }}
                      missing={node.missing}
                    />
                  </th>
                  <td className={classes.note}>{nodeNote(node)}</td>
                  <td className={classes.depth}>{stepsOf(node.depth)}</td>
                  <td className={classes.relations} dir="auto">
                    {(lines.get(node.ref) ?? []).slice(0, 12).join(' · ')}
                    {(lines.get(node.ref)?.length ?? 0) > 12 &&
                      ` and ${(lines.get(node.ref)?.length ?? 0) - 12} more`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ))}
    </section>
  )
}

function stepsOf(depth: number): string {
  if (depth === 0) return 'start'
  return depth === 1 ? '1 step' : `${depth} steps`
}
