import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import classes from './Button.module.css'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: 'plain' | 'quiet' | 'primary'
  icon?: ReactNode
  large?: boolean
  ref?: Ref<HTMLButtonElement>
}

/** A button. `primary` once a page at most; `quiet` in toolbars. */
export function Button({ variant = 'plain', icon, large, children, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={[classes.button, classes[variant], large && classes.large, className]
        .filter(Boolean)
        .join(' ')}
    >
      {icon}
      {children}
    </button>
  )
}

/** A square button that shows only an icon; `label` is its name and tooltip. */
export function IconButton({
  label,
  children,
  className,
  ...rest
}: Omit<ButtonProps, 'variant' | 'icon'> & { label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={[classes.icon, className].filter(Boolean).join(' ')}
    >
      {children}
    </button>
  )
}

/** The classes of a button, for links that look like one. */
export const buttonClass = [classes.button, classes.plain].join(' ')
export const primaryClass = [classes.button, classes.primary].join(' ')
