namespace Cairn.ControlPlane.Controllers;

/// <summary>Plural and group of the resources that controllers work on.</summary>
internal static class ResourceNames
{
    public const string Namespaces = "namespaces";
    public const string Pods = "pods";
    public const string Secrets = "secrets";
    public const string ConfigMaps = "configmaps";
    public const string ServiceAccounts = "serviceaccounts";
    public const string Events = "events";
    public const string Jobs = "jobs.batch";
    public const string CronJobs = "cronjobs.batch";
    public const string Claims = "persistentvolumeclaims";
    public const string Volumes = "persistentvolumes";
    public const string Definitions = "customresourcedefinitions.apiextensions.k8s.io";
}
