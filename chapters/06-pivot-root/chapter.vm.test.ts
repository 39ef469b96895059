import { testChapter } from '../../scripts/check/chapter-test.ts'

testChapter('06-pivot-root')
