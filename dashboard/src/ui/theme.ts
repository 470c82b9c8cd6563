// The look in the kit's terms. Shade 8 in both schemes keeps every filled button readable (WCAG AA).
import { createTheme } from '@mantine/core'

export const theme = createTheme({
  // Text, its fainter shades, lines, fields, page: the same blue-grey as the tokens of styles.css.
  colors: { dark: ['#eceef2', '#b4b9c5', '#9097a5', '#7d8492', '#343842', '#23262d', '#1a1c22', '#14161a', '#0f1013', '#0a0b0d'] },
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  defaultRadius: 'md',
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, monospace',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'sm' } },
  },
})
