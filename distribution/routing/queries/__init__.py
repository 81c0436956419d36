"""What routing can tell: the fleet, a day's deliveries, plans and runs."""
