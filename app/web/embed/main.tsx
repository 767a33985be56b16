import '../styles/base.css';
import '../styles/lists.css';
import { startPage } from '../shared/start';
startPage(({ feed }) => <main class="page">{feed.state.event.mainTitle}</main>);
