import '../styles/base.css';
import '../styles/lists.css';
import '../styles/bracket.css';
import '../styles/print.css';
import './book.css';
import { startPage } from '../shared/start';
import { BookPage } from './BookPage';

startPage(BookPage);
