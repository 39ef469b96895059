import { testChapter } from '../../scripts/check/chapter-test.ts'

testChapter('04-pid')
