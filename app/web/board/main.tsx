import '../styles/base.css';
import '../styles/lists.css';
import './board.css';
import { startPage } from '../shared/start';
import { BoardPage } from './BoardPage';

startPage(BoardPage);
