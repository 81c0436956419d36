"""What people can do with deliveries: fleet, planning, publishing, driving."""
