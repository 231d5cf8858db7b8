#!/usr/bin/perl
# spam.pl: what SpamAssassin's own rules, without the network, say of each mail: score, rules, file.
# SPDX-License-Identifier: GPL-3.0-or-later
use strict;
use warnings;
use Mail::SpamAssassin;

my $home = shift;
my $judge = Mail::SpamAssassin->new({local_tests_only => 1, dont_copy_prefs => 1, userprefs_filename => '/dev/null',
                                     home_dir_for_helpers => $home});
for my $path (@ARGV) {
  open my $f, '<', $path or die "$path: $!\n";
  my $mail = $judge->parse(do { local $/; <$f> });
  my $word = $judge->check($mail);
  printf "%.3f %s %s\n", $word->get_score, $word->get_names_of_tests_hit || '-', $path;
  $word->finish;
  $mail->finish;
}
