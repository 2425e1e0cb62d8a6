alter table ticket drop column confidential;
