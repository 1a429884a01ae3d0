import {
  Button,
  CloseIcon,
  EntityLink,
  Facts,
  IconButton,
  KindGlyph,
  kindSingular,
  readRef,
} from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import type { GraphNode } from '../../../api.ts'
import { relationsFrom } from '../model/draw-edges.ts'
import { type Drawing, nodeTitle } from '../model/drawing.ts'
import classes from './SidePanel.module.css'

/** The node that was picked: who it is, what it has to do with, and where to go from here. */
export function NodePanel({
  node,
  drawing,
  isRoot,
  isExpanded,
  onSelect,
  onClose,
  onReroot,
  onExpand,
  onImpact,
}: {
  node: GraphNode
  drawing: Drawing
  isRoot: boolean
  isExpanded: boolean
  onSelect(ref: string): void
  onClose(): void
  onReroot(ref: string): void
  onExpand(ref: string): void
  onImpact(ref: string): void
}) {
  const title = nodeTitle(node)
  return (
    <aside className={`${classes.panel} ${classes.sheet}`} aria-label={`About ${title}`}>
      <div className={classes.head}>
        <KindGlyph kind={node.kind} missing={node.missing} />
        <h2 className={classes.title} dir="auto">
          {title}
        </h2>
        <IconButton label="Close" onClick={onClose}>
          <CloseIcon />
        </IconButton>
      </div>
      {node.missing && (
        <p className={classes.missing}>
          Something refers to <code>{node.ref}</code>, but the catalog does not have it.
        </p>
      )}
      <Facts
        facts={[
          ['Kind', kindSingular(node.kind)],
          ['Type', node.type],
          ['Lifecycle', node.lifecycle],
          [
            'Owner',
            node.owner && (
              <EntityLink
                entityRef={node.owner.ref}
                label={{ title: node.owner.title }}
                missing={node.owner.missing}
              />
            ),
          ],
          ['Ref', <code key="ref">{node.ref}</code>],
        ]}
      />
      <div className={classes.actions}>
        {!node.missing && (
          <Link to="/catalog/$namespace/$kind/$name" params={readRef(node.ref)} className={classes.primary}>
            Open{' '}
            {kindSingular(node.kind).toLowerCase() === 'api' ? 'API' : kindSingular(node.kind).toLowerCase()}
          </Link>
        )}
        {!isRoot && <Button onClick={() => onReroot(node.ref)}>Start from here</Button>}
        {node.leftOut > 0 && !isExpanded && (
          <Button onClick={() => onExpand(node.ref)}>Show {node.leftOut} more</Button>
        )}
        {!node.missing && <Button onClick={() => onImpact(node.ref)}>What breaks without it?</Button>}
        {node.hasProblems && !node.missing && (
          <Link
            to="/catalog/$namespace/$kind/$name/$"
            params={{ ...readRef(node.ref), _splat: 'problems' }}
            className={classes.problems}
          >
            See its problems
          </Link>
        )}
      </div>
      <Relations node={node} drawing={drawing} onSelect={onSelect} />
    </aside>
  )
}

/** Everything it is connected with in this graph, by relation. */
function Relations({
  node,
  drawing,
  onSelect,
}: {
  node: GraphNode
  drawing: Drawing
  onSelect(ref: string): void
}) {
  const lines = [...drawing.edges, ...drawing.rest].flatMap((edge) =>
    relationsFrom(edge, node.ref).map((label) => ({
      label,
      other: edge.source === node.ref ? edge.target : edge.source,
    })),
  )
  const groups = Map.groupBy(lines, (line) => line.label)
  return (
    <div className={classes.relations}>
      {[...groups].map(([label, members]) => (
        <section key={label} aria-label={label}>
          <h3 className={classes.relation}>
            {label} <span className={classes.count}>{members.length}</span>
          </h3>
          <ul>
            {members.slice(0, 50).map(({ other }) => {
              const index = drawing.indexOf.get(other)
              const beside = index === undefined ? undefined : drawing.nodes[index]
              return (
                <li key={other}>
                  <button type="button" className={classes.item} onClick={() => onSelect(other)}>
                    <KindGlyph kind={beside?.kind ?? ''} size={14} missing={beside?.missing ?? false} />
                    <span className={classes.itemText} dir="auto">
                      {beside ? nodeTitle(beside) : other}
                    </span>
                  </button>
                </li>
              )
            })}
            {members.length > 50 && <li className="cb-muted">and {members.length - 50} more</li>}
          </ul>
        </section>
      ))}
    </div>
  )
}
