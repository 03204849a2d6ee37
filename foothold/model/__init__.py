"""What things are: values and the rules that follow from them alone."""
