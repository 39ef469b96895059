import { testChapter } from '../../scripts/check/chapter-test.ts'

testChapter('11-user')
