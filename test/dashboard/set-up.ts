// Before the first test: the dashboard is built from the sources as they stand.
import { buildDashboard } from '../../scripts/build-dashboard.ts'

export default buildDashboard
