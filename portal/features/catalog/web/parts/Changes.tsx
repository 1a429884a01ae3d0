import type { Version } from '../data/problem-data.ts'
import classes from './Changes.module.css'

type Change = NonNullable<Version['changes']>[number]

/** A field-level diff: the path, what it was, what it is. */
export function Changes({ changes }: { changes: Change[] }) {
  if (changes.length === 0) return <p className="cb-muted">No field differs; only relations did.</p>
  return (
    <div className={classes.diff}>
      {changes.map((change) => (
        <div key={change.path} className={classes.change}>
          <code className={classes.path} dir="auto">
            {readablePath(change.path)}
          </code>
          <div className={classes.values}>
            {'before' in change && change.before !== undefined && (
              <pre className={classes.before}>
                <span className="cb-hidden">was </span>
                {written(change.before)}
              </pre>
            )}
            {'after' in change && change.after !== undefined && (
              <pre className={classes.after}>
                <span className="cb-hidden">is </span>
                {written(change.after)}
              </pre>
            )}
          </div>
        </div>
      ))}
    </div>
  )
}

/** `/metadata/annotations/backstage.io~1view-url` → `metadata.annotations.backstage.io/view-url`. */
function readablePath(pointer: string): string {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  return parts.join('.') || 'everything'
}

function written(value: unknown): string {
  const line = typeof value === 'string' ? value : JSON.stringify(value)
  const text = typeof value === 'string' || line.length < 80 ? line : JSON.stringify(value, null, 2)
  return text.length > 2000 ? `${text.slice(0, 2000)}… (${text.length} characters)` : text
}
