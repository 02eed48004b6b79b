DROP TABLE unavailable_times;
