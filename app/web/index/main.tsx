import '../styles/base.css';
import './index.css';
import { draw, pageRoot } from '../shared/start';
import { EventList } from './EventList';

void draw(pageRoot(), <EventList />);
