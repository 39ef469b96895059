import { testChapter } from '../../scripts/check/chapter-test.ts'

testChapter('14-logs')
