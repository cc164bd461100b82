# How R's haven reads a panel: Rscript training/haven.R panel.dta
library(haven)

panel <- read_dta(commandArgs(trailingOnly = TRUE)[1])
cat(attr(panel, "label"), "\n")
cat(attr(panel, "notes")[-1], sep = "\n") # the first tells how many there are
cat(as.character(as_factor(panel$form)), sep = "\n")
cat(attr(panel$req_received_tot, "label"), "\n")
print(names(attr(panel$req_received_tot, "labels")))

# why the values of a column are missing: a blank, b not in the report, c doubtful, d no such cell
why <- function(x) table(factor(na_tag(x), c("a", "b", "c", "d")))
print(sapply(panel[c("req_received_tot", "disc_regul_made", "disc_fees_amount")], why))

# a row of the form is a family: its columns begin alike
family <- grep("^req_partgrant_", names(panel), value = TRUE)
print(family)
parts <- setdiff(family, "req_partgrant_tot")
print(rowSums(sapply(panel[parts], as.numeric)) == panel$req_partgrant_tot)
