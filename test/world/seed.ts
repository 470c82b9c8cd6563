// The seed of every property. In the pipeline it is fixed, so that a change is judged by itself and not by luck; elsewhere each run draws its own and
// says it. PARLEY_TEST_SEED repeats a run.
import fc from 'fast-check'

const pipelineSeed = 20_261_124
const given = process.env.PARLEY_TEST_SEED
const seed = given ? Number(given) : process.env.CI ? pipelineSeed : Math.floor(Math.random() * 2 ** 31)

// A failing property prints its seed and its path by itself.
fc.configureGlobal({ seed })
