import './tokens.css'
import '@mantine/core/styles/default-css-variables.layer.css'
import '@mantine/core/styles/UnstyledButton.layer.css'
import '@mantine/core/styles/Paper.layer.css'
import '@mantine/core/styles/Popover.layer.css'
import '@mantine/core/styles/Menu.layer.css'
import '@mantine/core/styles/Overlay.layer.css'
import '@mantine/core/styles/ModalBase.layer.css'
import '@mantine/core/styles/Modal.layer.css'
import '@mantine/core/styles/Tooltip.layer.css'
import './base.css'
import './float.css'
import {
  createTheme,
  localStorageColorSchemeManager,
  MantineProvider,
  Menu,
  Modal,
  Popover,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { cutThemeChanges } from './theme-cut.ts'

// Mantine gives behaviour (focus, floating, keyboard); the look is tokens.css and float.css.
const theme = createTheme({
  fontFamily: 'var(--cb-font)',
  fontFamilyMonospace: 'var(--cb-mono)',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Popover: Popover.extend({
      defaultProps: { transitionProps: { transition: 'pop', duration: 120 }, offset: 6 },
      classNames: { dropdown: 'cb-float' },
    }),
    Menu: Menu.extend({
      defaultProps: {
        // A focusable placeholder among menu items confuses those who listen.
        withInitialFocusPlaceholder: false,
        transitionProps: { transition: 'pop', duration: 120 },
        offset: 6,
      },
      classNames: {
        dropdown: 'cb-float',
        item: 'cb-float-item',
        label: 'cb-float-label',
        divider: 'cb-float-divider',
      },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 350, transitionProps: { transition: 'fade', duration: 120 } },
      classNames: { tooltip: 'cb-tooltip' },
    }),
    Modal: Modal.extend({
      defaultProps: { transitionProps: { transition: 'pop', duration: 140 } },
      classNames: { content: 'cb-modal', overlay: 'cb-scrim', body: 'cb-modal-body' },
    }),
  },
})

const colorSchemeManager = localStorageColorSchemeManager({ key: 'callboard.theme' })

/** Puts the look around the portal. `auto` follows the system until the user chooses. */
export function Theme({ children }: { children: ReactNode }) {
  useEffect(() => cutThemeChanges(document.documentElement), [])
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      {children}
    </MantineProvider>
  )
}

export type ThemeChoice = 'light' | 'dark' | 'auto'

/** The chosen theme, what it comes to on this screen, and how to change it. */
export function useTheme(): {
  choice: ThemeChoice
  shown: 'light' | 'dark'
  choose(choice: ThemeChoice): void
} {
  // Transitions are the business of `cutThemeChanges`: Mantine's own way lets them go before a frame was drawn.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const shown = useComputedColorScheme('light', { getInitialValueInEffect: false })
  return { choice: colorScheme, shown, choose: setColorScheme }
}
