import { Button } from '@callboard/ui'
import { useNavigate } from '@tanstack/react-router'
import classes from './AsOfBar.module.css'
import { MomentField } from './MomentField.tsx'

/** Across the top of a page that shows the past. */
export function AsOfBar({ asOf }: { asOf: string }) {
  const navigate = useNavigate()
  const goBack = () =>
    void navigate({
      to: '.',
      search: ({ asOf: _, ...search }: Record<string, unknown>) => search,
      resetScroll: false,
    })
  const at = new Date(asOf)
  return (
    <div className={classes.bar} role="status">
      <p>
        You see this page as of{' '}
        <time dateTime={asOf} className="cb-num">
          {at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })}
        </time>
        . Later changes are not in it.
      </p>
      <span className={classes.actions}>
        <MomentField asOf={asOf} />
        <Button onClick={goBack}>Back to now</Button>
      </span>
    </div>
  )
}
